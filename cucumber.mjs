// For work on the features alone: `npm run cucumber`. TypeScript is compiled in memory, cucumber's own reports are shown, and the embedded
// peers play both parts. Verdicts come from `msnp8`, not from here.
const shared = {
  requireModule: ['ts-node/register/transpile-only'],
  require: ['steps/**/*.ts'],
  paths: ['features/**/*.feature'],
  publish: false,
};

export default { ...shared, tags: '@certify-server', worldParameters: { run: '' } };
export const client = { ...shared, tags: '@certify-client', worldParameters: { run: '', role: 'client' } };
