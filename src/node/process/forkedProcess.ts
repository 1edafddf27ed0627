import { fork, type ChildProcess } from 'node:child_process';
import type { Disposable } from '../../core/base/disposable';
import type { UserError } from '../../core/base/error';
import { connect, type MessagePort, type RemoteApi, type RemotePeer } from '../../core/protocol/rpc';
import { nativeReason } from './nativeReason';
import { processPort } from './processPort';

/** Characters of the process's last words that are kept to explain its end. */
const lastWords = 2000;

/** A forked process that serves an interface. When it ends, every call that waits for it fails. */
export class ForkedProcess<Api extends RemoteApi<Api>> implements Disposable {
  readonly #child: ChildProcess;
  readonly #peer: RemotePeer<Api>;
  /** The parent's end of the channel, to serve what the process calls. */
  readonly port: MessagePort;
  /** Resolves with the reason once the process has ended. */
  readonly ended: Promise<string>;
  #alive = true;
  #words = '';

  /**
   * @param path the bundle to run
   * @param crashed what waiting calls fail with, for the reason of the end
   * @param environment variables on top of this process's own
   */
  constructor(
    path: string,
    crashed: (reason: string) => UserError,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.#child = fork(path, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      // In VS Code the running program is Electron, which is Node only when asked to be.
      env: { ...process.env, ...environment, ELECTRON_RUN_AS_NODE: '1' },
    });
    this.port = processPort(this.#child);
    this.#peer = connect<Api>(this.port);
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#words = (this.#words + data.toString('utf8')).slice(-lastWords);
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (!this.#alive) return;
        this.#alive = false;
        const reason = [how, nativeReason(this.#words)].filter((part) => part !== undefined).join(': ');
        this.#peer.fail(crashed(reason));
        resolve(reason);
      };
      this.#child.on('error', (error) => {
        end(error.message);
      });
      // `close` comes after the last of stderr, `exit` may come before it.
      this.#child.on('close', (code, signal) => {
        end(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
      });
    });
  }

  get api(): Api {
    return this.#peer.api;
  }

  get isAlive(): boolean {
    return this.#alive && this.#child.connected;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the process has written to stderr; all of it once it has {@link ended}. */
  get words(): string {
    return this.#words;
  }

  dispose(): void {
    this.#child.kill('SIGKILL');
  }
}
