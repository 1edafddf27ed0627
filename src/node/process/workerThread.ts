import { Worker } from 'node:worker_threads';
import { messageOf, UserError } from '../../core/base/error';
import { connect, type RemoteApi, type RemotePeer } from '../../core/protocol/rpc';
import { t, type Message, type Text } from '../../core/text/message';
import { threadPort } from './threadPort';

interface ThreadOptions {
  /** The bundle that the thread runs. */
  readonly script: string;
  /** What the thread is, for messages: “image decoder”. */
  readonly name: Message;
  /** What a person may do when it stops. */
  readonly advice: Message;
  /** Called once, when the thread has ended on its own. */
  readonly onEnd: () => void;
}

/** A worker thread that answers calls. It keeps the process alive only while it owes an answer. */
export class WorkerThread<Api extends RemoteApi<Api>> {
  readonly #worker: Worker;
  readonly #peer: RemotePeer<Api>;
  readonly #options: ThreadOptions;
  #alive = true;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#worker = new Worker(options.script);
    this.#worker.unref();
    this.#peer = connect<Api>(threadPort(this.#worker));
    this.#worker.on('error', (error) => {
      this.#end(messageOf(error));
    });
    this.#worker.on('exit', (code) => {
      this.#end(t`exit code ${code}`);
    });
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /**
   * @param limit milliseconds after which the thread is ended: one that computes cannot be asked to stop
   * @throws what `work` throws; UserError `unreadable` when the thread stops
   */
  async call<T>(work: (api: Api) => Promise<T>, limit?: number): Promise<T> {
    if (!this.#alive) throw this.#stopped(t`it had already ended`);
    this.#worker.ref();
    const timer = limit === undefined ? undefined : setTimeout(() => void this.#tooSlow(limit), limit);
    try {
      return await work(this.#peer.api);
    } finally {
      clearTimeout(timer);
      // Of a call that the end of the thread has cut off, the end must still be told.
      if (this.isAlive && this.#peer.pending === 0) this.#worker.unref();
    }
  }

  async end(): Promise<void> {
    this.#alive = false;
    this.#peer.dispose();
    // The process must not end before those who await the end are told.
    this.#worker.ref();
    await this.#worker.terminate();
  }

  #end(reason: Text): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#options.onEnd();
    this.#peer.fail(this.#stopped(reason));
  }

  async #tooSlow(limit: number): Promise<void> {
    this.#end(t`it took longer than ${limit / 1000} s; the file may be damaged`);
    await this.#worker.terminate();
  }

  #stopped(reason: Text): UserError {
    const { name, advice } = this.#options;
    return new UserError('unreadable', { problem: t`The ${name} stopped (${reason}).`, advice });
  }
}
