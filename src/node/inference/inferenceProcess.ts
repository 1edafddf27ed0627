import { fork, type ChildProcess } from 'node:child_process';
import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import type { InferenceApi } from '../../core/protocol/inferenceApi';
import { connect, type RemotePeer } from '../../core/protocol/rpc';
import { processPort } from './processPort';

/** Characters of the process's last words that are kept to explain its end. */
const lastWords = 2000;

/** One forked inference process. When it ends, every request that waits for it fails with `inference-crashed`. */
export class InferenceProcess implements Disposable {
  readonly #child: ChildProcess;
  readonly #peer: RemotePeer<InferenceApi>;
  /** Resolves with the reason once the process has ended. */
  readonly ended: Promise<string>;
  #alive = true;
  #words = '';

  /** @param environment variables on top of this process's own */
  constructor(childPath: string, environment: Readonly<Record<string, string>> = {}) {
    this.#child = fork(childPath, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      // In VS Code the running program is Electron, which is Node only when asked to be.
      env: { ...process.env, ...environment, ELECTRON_RUN_AS_NODE: '1' },
    });
    this.#peer = connect<InferenceApi>(processPort(this.#child));
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#words = (this.#words + data.toString('utf8')).slice(-lastWords);
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (!this.#alive) return;
        this.#alive = false;
        const reason = [how, this.#words.trim()].filter((part) => part !== '').join(': ');
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

  get api(): InferenceApi {
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

function crashed(reason: string): UserError {
  return new UserError('inference-crashed', {
    problem: `The inference process ended (${reason}).`,
    advice: 'It starts again with the next request.',
  });
}
