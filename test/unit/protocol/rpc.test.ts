import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { Emitter } from '../../../src/core/base/event';
import { connect, serve, type MessagePort, type RemotePeer } from '../../../src/core/protocol/rpc';
import { t } from '../../../src/core/text/message';

interface Api {
  add(a: number, b: number): Promise<number>;
  refuse(): Promise<never>;
  break(): Promise<never>;
  uncloneable(): Promise<unknown>;
  never(): Promise<never>;
}

/** Two ends of a channel that carries messages by structured clone, as processes and pages do. */
function channel(): [MessagePort, MessagePort] {
  const [a, b] = [new Emitter<unknown>(), new Emitter<unknown>()];
  const port = (own: Emitter<unknown>, other: Emitter<unknown>): MessagePort => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        other.fire(copy);
      });
    },
    onMessage: own.event,
  });
  return [port(a, b), port(b, a)];
}

let peer: RemotePeer<Api> | undefined;

afterEach(() => peer?.dispose());

function open(): RemotePeer<Api> {
  const [near, far] = channel();
  serve<Api>(far, {
    add: (a, b) => Promise.resolve(a + b),
    refuse: () =>
      Promise.reject(new UserError('bad-prompt', { file: 'a.png', problem: t`It is empty.`, advice: t`Draw a box.` })),
    break: () => Promise.reject(new RangeError('out of range')),
    uncloneable: () => Promise.resolve(() => 1),
    never: () => new Promise(() => undefined),
  });
  peer = connect<Api>(near);
  return peer;
}

describe('a remote interface', () => {
  it('answers calls, each with its own answer', async () => {
    const { api } = open();
    expect(await Promise.all([api.add(1, 2), api.add(3, 4)])).toEqual([3, 7]);
    expect(peer?.pending).toBe(0);
  });

  it('carries errors for users whole', async () => {
    await expect(open().api.refuse()).rejects.toEqual(
      new UserError('bad-prompt', { file: 'a.png', problem: t`It is empty.`, advice: t`Draw a box.` }),
    );
  });

  it('carries other errors with their message and where they came from', async () => {
    const error = await open()
      .api.break()
      .then(undefined, (reason: unknown) => reason as Error);
    expect(error.message).toBe('out of range');
    expect(error.stack).toContain('rpc.test.ts');
  });

  it('does not leave a caller waiting for an answer that cannot be sent', async () => {
    await expect(open().api.uncloneable()).rejects.toThrow('could not be cloned');
  });

  it('does not leave a caller waiting for a question that cannot be sent', async () => {
    const api = open().api as unknown as Record<string, (value: unknown) => Promise<unknown>>;
    await expect(api['add']!(() => 1)).rejects.toThrow('could not be cloned');
    expect(peer?.pending).toBe(0);
  });

  it.each(['missing', 'toString', 'constructor', '__proto__'])('has no method %s', async (name) => {
    const api = open().api as unknown as Record<string, () => Promise<unknown>>;
    await expect(api[name]!()).rejects.toThrow(`Unknown method “${name}”.`);
  });

  it('is no promise', () => {
    expect('then' in open().api || (peer?.api as { then?: unknown }).then).toBe(undefined);
  });

  it('rejects waiting and later calls once the peer is gone', async () => {
    const gone = new UserError('inference-crashed', { problem: t`Gone.` });
    const waiting = open().api.never();
    peer?.fail(gone);
    await expect(waiting).rejects.toBe(gone);
    await expect(peer?.api.add(1, 2)).rejects.toBe(gone);
  });

  it('rejects waiting and later calls once it is closed', async () => {
    const waiting = open().api.never();
    peer?.dispose();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(peer?.api.add(1, 2)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
