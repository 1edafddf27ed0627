import type { Serializable } from 'node:child_process';
import { toDisposable } from '../../core/base/disposable';
import type { MessagePort } from '../../core/protocol/rpc';

/** What a forked process and its parent's `process` have in common. */
interface Channel {
  send?: ((message: Serializable) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** One end of a forked process's channel for the RPC. */
export function processPort(channel: Channel): MessagePort {
  return {
    post: (message) => {
      channel.send?.(message as Serializable);
    },
    onMessage: (listener) => {
      channel.on('message', listener);
      return toDisposable(() => {
        channel.off('message', listener);
      });
    },
  };
}
