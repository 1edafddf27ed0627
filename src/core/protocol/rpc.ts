import { toDisposable, type Disposable } from '../base/disposable';
import { UserError } from '../base/error';
import type { Event } from '../base/event';
import { fromWireError, toWireError, type WireError } from '../base/wireError';
import { t } from '../text/message';

/** One end of a channel that carries structured-cloneable messages in order: a webview, a child process, a worker. */
export interface MessagePort {
  post(message: unknown): void;
  readonly onMessage: Event<unknown>;
}

/** An interface whose methods can be called across a border: all of them asynchronous. */
export type RemoteApi<T> = { [K in keyof T]: (...args: never[]) => Promise<unknown> };

type Call =
  | { readonly call: string; readonly id: number; readonly args: readonly unknown[] }
  | { readonly reply: number; readonly value?: unknown; readonly error?: WireError };

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A proxy of the peer's interface; `dispose` ends it and rejects what is still waiting. */
export interface RemotePeer<T> extends Disposable {
  readonly api: T;
  /** Number of calls that wait for their answer. */
  readonly pending: number;
  /** Reports that the peer is gone: every waiting call and every later one is rejected with `error`. */
  fail(error: Error): void;
}

/** Answers the peer's calls with `handlers`. A handler that throws still answers: with the error. */
export function serve<T extends RemoteApi<T>>(port: MessagePort, handlers: T): Disposable {
  return port.onMessage((raw) => {
    const message = raw as Call;
    if (!('call' in message)) return;
    void answer(handlers, message).then((reply) => {
      try {
        port.post(reply);
      } catch (error) {
        // The answer cannot be cloned: its caller must not wait for ever.
        port.post({ reply: message.id, error: toWireError(error) } satisfies Call);
      }
    });
  });
}

async function answer<T extends RemoteApi<T>>(
  handlers: T,
  { call, id, args }: Extract<Call, { call: string }>,
): Promise<Call> {
  try {
    if (!isMethodOf(handlers, call)) throw new Error(`Unknown method “${call}”.`);
    return { reply: id, value: await handlers[call](...(args as never[])) };
  } catch (error) {
    return { reply: id, error: toWireError(error) };
  }
}

function isMethodOf<T extends object>(handlers: T, name: string): name is keyof T & string {
  return !(name in Object.prototype) && typeof (handlers as Record<string, unknown>)[name] === 'function';
}

/** Calls the peer that is served at the other end of `port`. */
export function connect<T extends RemoteApi<T>>(port: MessagePort): RemotePeer<T> {
  const waiting = new Map<number, Pending>();
  let nextId = 1;
  let ended: Error | undefined;
  const subscription = port.onMessage((raw) => {
    const message = raw as Call;
    if (!('reply' in message)) return;
    const pending = waiting.get(message.reply);
    waiting.delete(message.reply);
    if (message.error !== undefined) pending?.reject(fromWireError(message.error));
    else pending?.resolve(message.value);
  });
  const fail = (error: Error): void => {
    ended ??= error;
    const pending = [...waiting.values()];
    waiting.clear();
    for (const call of pending) call.reject(error);
  };
  const call = (name: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      try {
        port.post({ call: name, id, args } satisfies Call);
      } catch (error) {
        waiting.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  const api = new Proxy({} as T, {
    // A proxy that answers to `then` would be taken for a promise.
    get: (_target, name) =>
      typeof name === 'string' && name !== 'then' ? (...args: unknown[]) => call(name, args) : undefined,
  });
  const end = toDisposable(() => {
    subscription.dispose();
    fail(connectionClosed());
  });
  return {
    api,
    get pending() {
      return waiting.size;
    },
    fail,
    dispose: () => {
      end.dispose();
    },
  };
}

function connectionClosed(): UserError {
  return new UserError('cancelled', { problem: t`The connection was closed before the reply arrived.` });
}
