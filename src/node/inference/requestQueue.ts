import type { CancellationToken } from '../../core/base/cancellation';
import { cancelled } from '../../core/base/error';
import { DisposableStore, type Disposable } from '../../core/base/disposable';

/** `ahead`: not requested yet; it is dropped if another request arrives while it waits. */
export type Priority = 'interactive' | 'bulk' | 'ahead';

const order: readonly Priority[] = ['interactive', 'bulk', 'ahead'];

interface Entry extends Disposable {
  readonly priority: Priority;
  readonly replaceable: string | undefined;
  readonly run: () => Promise<void>;
  readonly cancel: () => void;
}

export interface RequestOptions {
  readonly priority: Priority;
  readonly token: CancellationToken;
  /** A waiting request of the same kind is cancelled when a newer one comes: only the newest preview matters. */
  readonly replaceable?: string;
  /** Called when a request is cancelled that runs already. */
  readonly onAbandoned: () => void;
}

/** Runs requests one after the other: interactive ones, then bulk ones, then those made ahead. */
export class RequestQueue implements Disposable {
  #waiting: Entry[] = [];
  #busy = false;

  /** @throws UserError `cancelled` as soon as cancellation is asked for */
  add<T>(work: () => Promise<T>, { priority, token, replaceable, onAbandoned }: RequestOptions): Promise<T> {
    return new Promise((resolve, reject) => {
      if (token.isCancellationRequested) {
        reject(cancelled());
        return;
      }
      const subscriptions = new DisposableStore();
      let started = false;
      const entry: Entry = {
        priority,
        replaceable,
        run: async () => {
          started = true;
          try {
            resolve(await work());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          } finally {
            subscriptions.dispose();
          }
        },
        cancel: () => {
          reject(cancelled());
          if (started) onAbandoned();
          else this.#remove(entry);
        },
        dispose: () => {
          subscriptions.dispose();
        },
      };
      subscriptions.add(token.onCancellationRequested(entry.cancel));
      const isReplaced = (other: Entry): boolean =>
        (replaceable !== undefined && other.replaceable === replaceable) ||
        (priority === 'interactive' && other.priority === 'ahead');
      for (const older of this.#waiting.filter(isReplaced)) older.cancel();
      this.#waiting.push(entry);
      void this.#next();
    });
  }

  /** Cancels everything that waits. */
  dispose(): void {
    for (const entry of [...this.#waiting]) entry.cancel();
  }

  #remove(entry: Entry): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    entry.dispose();
  }

  async #next(): Promise<void> {
    if (this.#busy) return;
    const [entry] = [...this.#waiting].sort((a, b) => order.indexOf(a.priority) - order.indexOf(b.priority));
    if (entry === undefined) return;
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#busy = true;
    await entry.run();
    this.#busy = false;
    await this.#next();
  }
}
