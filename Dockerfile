# The packed kit: npm pack, then docker build -t msnp8 .
# Run it: docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" msnp8 server my-server:1863 --accounts accounts.json
FROM node:20-slim
COPY msnp8-conformance-*.tgz /tmp/
RUN npm install --global --no-audit --no-fund /tmp/msnp8-conformance-*.tgz && rm /tmp/msnp8-conformance-*.tgz
USER node
WORKDIR /work
ENTRYPOINT ["msnp8"]
