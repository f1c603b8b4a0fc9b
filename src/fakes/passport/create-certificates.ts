import { generateKeyPair, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { md, pki } from 'node-forge';
import { historicalNames } from './historical-hosts';

/** A certificate authority and a server certificate that it issued, all as PEM. */
export interface Certificates {
  /** What a client has to trust. */
  readonly caPem: string;
  readonly certPem: string;
  /** The private key of the server, unencrypted. Nobody has kept the key of the authority. */
  readonly keyPem: string;
}

const generate = promisify(generateKeyPair);
const dayMs = 86_400_000;
const ownNames = ['localhost', '127.0.0.1', '::1', ...historicalNames];

/**
 * Makes a certificate authority and a server certificate, valid from yesterday for a year, both with RSA keys of 2048 bits because clients
 * of the time know no other kind. Nothing is written to disk.
 */
export async function createCertificates(
  options: {
    /** DNS names and IP addresses that the server answers to, besides `localhost`, `127.0.0.1`, `::1` and the historical names. */
    readonly names?: readonly string[];
  } = {},
): Promise<Certificates> {
  const [authority, server] = await Promise.all([generatePems(), generatePems()]);
  const authorityKey = pki.privateKeyFromPem(authority.privatePem);
  const authorityPublicKey = pki.publicKeyFromPem(authority.publicPem);
  const authorityName = [{ name: 'commonName', value: 'msnp8-conformance certificate authority' }];
  const keyIdentifier = pki.getPublicKeyFingerprint(authorityPublicKey).getBytes();

  const ca = newCertificate(authorityPublicKey);
  ca.setSubject(authorityName);
  ca.setIssuer(authorityName);
  ca.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  ca.sign(authorityKey, md.sha256.create());

  const certificate = newCertificate(pki.publicKeyFromPem(server.publicPem));
  certificate.setSubject([{ name: 'commonName', value: 'localhost' }]);
  certificate.setIssuer(authorityName);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier },
    { name: 'subjectAltName', altNames: [...new Set([...ownNames, ...(options.names ?? [])])].map(alternativeName) },
  ]);
  certificate.sign(authorityKey, md.sha256.create());

  return {
    caPem: pki.certificateToPem(ca),
    certPem: pki.certificateToPem(certificate),
    keyPem: server.privatePem,
  };
}

/** node:crypto makes keys in its thread pool; node-forge would block for seconds. */
async function generatePems(): Promise<{ readonly publicPem: string; readonly privatePem: string }> {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { publicPem: publicKey, privatePem: privateKey };
}

function newCertificate(publicKey: pki.PublicKey): pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = publicKey;
  // A serial number is a positive integer: the first byte must not look negative, nor be a zero too many.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - dayMs);
  certificate.validity.notAfter = new Date(Date.now() + 365 * dayMs);
  return certificate;
}

/** As RFC 5280 numbers them: 2 is a DNS name, 7 an IP address. */
function alternativeName(name: string): { readonly type: number; readonly value?: string; readonly ip?: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
