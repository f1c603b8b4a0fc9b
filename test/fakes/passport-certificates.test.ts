import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type Certificates, createCertificates } from '../../src/fakes/passport';

describe('createCertificates', () => {
  let certificates: Certificates;
  let ca: X509Certificate;
  let server: X509Certificate;

  beforeAll(async () => {
    certificates = await createCertificates({ names: ['nexus.passport.com', '10.1.2.3', 'localhost'] });
    ca = new X509Certificate(certificates.caPem);
    server = new X509Certificate(certificates.certPem);
  });

  test('the server certificate is issued by the authority, and the authority by itself', () => {
    expect(server.verify(ca.publicKey)).toBe(true);
    expect(server.checkIssued(ca)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(server.ca).toBe(false);
  });

  test('the private key belongs to the server certificate', () => {
    const key = createPrivateKey(certificates.keyPem);
    expect(server.checkPrivateKey(key)).toBe(true);
    expect(key.asymmetricKeyType).toBe('rsa');
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  test('the certificate is for this machine, the historical names and those asked for, each once', () => {
    expect(server.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:messenger.hotmail.com, DNS:nexus.passport.com, ' +
        'DNS:login.passport.com, DNS:loginnet.passport.com, DNS:msnialogin.passport.com, DNS:login.live.com, IP Address:10.1.2.3',
    );
    expect(server.checkHost('login.passport.net')).toBeUndefined();
  });

  test('it is valid now, since yesterday and for a year', () => {
    const day = 86_400_000;
    const from = Date.parse(server.validFrom);
    const to = Date.parse(server.validTo);
    expect(from).toBeLessThan(Date.now() - day / 2);
    expect(to).toBeGreaterThan(Date.now() + 364 * day);
    expect(to).toBeLessThan(Date.now() + 366 * day);
  });

  test('serial numbers are positive and differ', () => {
    expect(server.serialNumber).toMatch(/^01[0-9A-F]{30}$/);
    expect(ca.serialNumber).not.toBe(server.serialNumber);
  });
});
