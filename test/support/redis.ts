import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../scripts/setup/ports.mjs';
import { ensureRedis } from '../../scripts/setup/redis.mjs';
import type { Certificate } from './certificate';

const found = await ensureRedis();

/** Why there is no Redis here; undefined where there is one. */
export const noRedis = typeof found === 'string' ? found : undefined;

interface RedisOptions {
  readonly password?: string;
  /** Has the server speak TLS, too, on a port of its own. */
  readonly certificate?: Certificate;
}

/** A Redis of a test, on free ports of this machine, which keeps what it has over a restart. */
export class RedisServer {
  readonly port: number;
  readonly tlsPort: number;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
  readonly #options: RedisOptions;
  #child: ChildProcess | undefined;

  private constructor([port, tlsPort]: readonly [number, number], options: RedisOptions) {
    this.port = port;
    this.tlsPort = tlsPort;
    this.#options = options;
  }

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer([await freePort(), await freePort()], options);
    await server.restart();
    return server;
  }

  /** Kills the server, if it runs, and starts it again. */
  async restart(): Promise<void> {
    await this.#kill();
    const { program, libraries } = found as Exclude<typeof found, string>;
    // In a file, as on a real server: its command line can be read by everybody.
    const file = path.join(this.#folder, 'redis.conf');
    writeFileSync(file, this.#configuration());
    this.#child = spawn(program, [file], { env: { ...process.env, LD_LIBRARY_PATH: libraries }, stdio: 'ignore' });
    while (!(await answers(this.port))) await pause(50);
  }

  /** Stops the server from answering, or lets it go on. */
  pause(isPaused: boolean): void {
    this.#child?.kill(isPaused ? 'SIGSTOP' : 'SIGCONT');
  }

  /** What the server says of itself, one `name:value` a line; it must have no password. */
  info(section: 'commandstats' | 'memory' | 'keyspace'): Promise<string> {
    return ask(this.port, `INFO ${section}`);
  }

  /** Calls that reach the server from now on, by their lines in its MONITOR; those inside scripts have `lua` for an address. */
  monitor(): { readonly lines: () => readonly string[]; readonly end: () => void } {
    let text = '';
    const socket = connect(this.port, '127.0.0.1', () => socket.write('MONITOR\r\n'));
    socket.setEncoding('utf8').on('data', (data: string) => (text += data));
    return { lines: () => text.split('\r\n').filter((line) => /^\+\d/.test(line)), end: () => socket.destroy() };
  }

  async stop(): Promise<void> {
    await this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #configuration(): string {
    const { password, certificate } = this.#options;
    return [
      ...[`port ${this.port}`, 'bind 127.0.0.1', `dir ${this.#folder}`, 'save ""'],
      ...['appendonly yes', 'appendfsync always'],
      ...(password === undefined ? [] : [`requirepass ${password}`]),
      ...(certificate === undefined
        ? []
        : [
            ...[`tls-port ${this.tlsPort}`, 'tls-auth-clients no', `tls-key-file ${certificate.key}`],
            ...[`tls-cert-file ${certificate.certificate}`, `tls-ca-cert-file ${certificate.certificate}`],
          ]),
      '',
    ].join('\n');
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

/** What a Redis without a password answers to a command, as text. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\nQUIT\r\n`));
    socket
      .on('data', (data) => (text += data.toString()))
      .on('close', () => {
        resolve(text);
      })
      .on('error', reject);
  });
}

/** A way to a server that can be cut. */
export class CuttableWay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #state: { isCut: boolean };

  private constructor(server: Server, sockets: Set<Socket>, state: { isCut: boolean }) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#sockets = sockets;
    this.#state = state;
  }

  static async to(port: number): Promise<CuttableWay> {
    const sockets = new Set<Socket>();
    const state = { isCut: false };
    const server = createServer((near) => {
      if (state.isCut) {
        near.destroy();
        return;
      }
      const far = connect(port, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one
          .on('error', () => undefined)
          .on('close', () => {
            sockets.delete(one);
            other.destroy();
          });
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CuttableWay(server, sockets, state);
  }

  cut(): void {
    this.#state.isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#state.isCut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

/** Whether a server of this machine listens on a port. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
