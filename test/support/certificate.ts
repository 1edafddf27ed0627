import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Files of a certificate, which is its own authority. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** Makes a certificate for `localhost` with OpenSSL. @param folder of its files */
export function makeCertificate(folder: string): Certificate {
  const files = { key: path.join(folder, 'key.pem'), certificate: path.join(folder, 'certificate.pem') };
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  execFileSync('openssl', [...request, '-keyout', files.key, '-out', files.certificate], { stdio: 'ignore' });
  return files;
}
