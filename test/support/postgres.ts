import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers, freePort } from './redis';

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
const password = 'secret';

/** A PostgreSQL of a test, on a free port of this machine, with a password. */
export class PostgresServer {
  readonly port: number;
  readonly url: string;
  readonly password = password;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
    this.url = `postgres://127.0.0.1:${port}/postgres`;
    const data = path.join(this.#folder, 'data');
    const secret = path.join(this.#folder, 'password');
    writeFileSync(secret, password);
    if (user.uid !== undefined) for (const each of [this.#folder, secret]) chownSync(each, user.uid, user.gid);
    const args = ['-D', data, '-U', 'sam', '--auth=scram-sha-256', `--pwfile=${secret}`, '--no-sync'];
    execFileSync(path.join(programs!, 'initdb'), args, { ...user, cwd: this.#folder, stdio: 'ignore' });
  }

  static async start(): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort());
    await server.restart();
    return server;
  }

  /** Stops the server as a crash would, if it runs, and starts it again. */
  async restart(): Promise<void> {
    await this.#end();
    const where = ['-D', path.join(this.#folder, 'data'), '-k', this.#folder, '-h', '127.0.0.1', '-p', `${this.port}`];
    this.#child = spawn(path.join(programs!, 'postgres'), where, { ...user, cwd: this.#folder, stdio: 'ignore' });
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
