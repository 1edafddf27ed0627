import type { Worker } from 'node:worker_threads';
import type { MessagePort as ThreadPort } from 'node:worker_threads';
import { toDisposable } from '../../core/base/disposable';
import type { MessagePort } from '../../core/protocol/rpc';

/** One end of a thread's channel for the RPC. Typed arrays in an answer move to the other side instead of being copied. */
export function threadPort(end: Worker | ThreadPort): MessagePort {
  return {
    post: (message) => {
      end.postMessage(message, ownBuffers(message));
    },
    onMessage: (listener) => {
      end.on('message', listener);
      return toDisposable(() => end.off('message', listener));
    },
  };
}

/** Buffers of the typed arrays in an answer that belong to one array alone. */
function ownBuffers(message: unknown): ArrayBuffer[] {
  if (!isRecord(message) || !isRecord(message['value'])) return [];
  return Object.values(message['value']).flatMap((part) =>
    ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer && part.byteLength === part.buffer.byteLength
      ? [part.buffer]
      : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
