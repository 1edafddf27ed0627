import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Certificate } from './certificate';
import { freePort } from '../../scripts/setup/ports.mjs';
import { answers } from './redis';

/** Where Debian and others keep the programs of the server, which are not on the path. */
const folders = [
  ...(process.env['PATH'] ?? '').split(path.delimiter),
  ...(existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []).map(
    (version) => `/usr/lib/postgresql/${version}/bin`,
  ),
];
const programs = folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(path.join(folder, name))));

/** Why there is no PostgreSQL here; undefined where there is one. */
export const noPostgres = programs === undefined ? 'There is no PostgreSQL server.' : undefined;

/** The server refuses to run as root: it runs as the user who owns nothing. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A PostgreSQL of a test, on a free port of this machine, with a user `sam`, a password and TLS. */
export class PostgresServer {
  readonly port: number;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  #child: ChildProcess | undefined;

  private constructor(port: number, password: string, { key, certificate }: Certificate) {
    this.port = port;
    const at = (name: string): string => path.join(this.#folder, name);
    writeFileSync(at('password'), password);
    copyFileSync(key, at('key.pem'));
    copyFileSync(certificate, at('certificate.pem'));
    // The server refuses a key that others may read.
    chmodSync(at('key.pem'), 0o600);
    if (user.uid !== undefined) {
      for (const each of [this.#folder, at('password'), at('key.pem')]) chownSync(each, user.uid, user.gid);
    }
    const args = ['-D', at('data'), '-U', 'sam', '--auth=scram-sha-256', `--pwfile=${at('password')}`, '--no-sync'];
    execFileSync(path.join(programs!, 'initdb'), args, { ...user, cwd: this.#folder, stdio: 'ignore' });
  }

  static async start(password: string, certificate: Certificate): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), password, certificate);
    await server.restart();
    return server;
  }

  /** Stops the server as a crash would, if it runs, and starts it again. */
  async restart(): Promise<void> {
    await this.#end();
    const where = ['-D', path.join(this.#folder, 'data'), '-k', this.#folder, '-h', '127.0.0.1', '-p', `${this.port}`];
    const files = ['ssl_key_file=../key.pem', 'ssl_cert_file=../certificate.pem'];
    const tls = ['ssl=on', ...files].flatMap((setting) => ['-c', setting]);
    this.#child = spawn(path.join(programs!, 'postgres'), [...where, ...tls], {
      ...{ ...user, cwd: this.#folder, stdio: 'ignore' },
    });
    while (!(await answers(this.port))) await pause(50);
  }

  async stop(): Promise<void> {
    await this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // Its processes end at once, and what they had not finished is undone at the next start.
    child.kill('SIGQUIT');
    await ended;
  }
}
