import { describe, expect, it } from 'vitest';
import { neverCancelled, throwIfCancelled } from '../../../src/core/base/cancellation';
import { DisposableStore, toDisposable } from '../../../src/core/base/disposable';
import { cancelled, isCancellation, messageOf, UserError } from '../../../src/core/base/error';
import { Emitter } from '../../../src/core/base/event';
import { fromWireError, toWireError } from '../../../src/core/base/wireError';
import { t } from '../../../src/core/text/message';

describe('UserError', () => {
  it('names the file, the problem and the advice', () => {
    const details = { file: 'a.png', problem: t`It is cut off.`, advice: t`Copy it again.` };
    expect(new UserError('damaged', details).message).toBe('a.png: It is cut off. Copy it again.');
    expect(new UserError('damaged', { problem: t`It is cut off.` }).message).toBe('It is cut off.');
  });

  it('names a file once', () => {
    const cause = new Error('why');
    const error = new UserError('damaged', { problem: t`It is cut off.`, cause }).inFile('a.png');
    expect(error).toMatchObject({ code: 'damaged', message: 'a.png: It is cut off.', cause });
    expect(error.inFile('b.png')).toBe(error);
  });

  it('distinguishes cancellation from failure', () => {
    expect(isCancellation(cancelled())).toBe(true);
    expect(isCancellation(new UserError('damaged', { problem: t`x` }))).toBe(false);
    expect(isCancellation(new Error('cancelled'))).toBe(false);
    expect(() => {
      throwIfCancelled({ ...neverCancelled, isCancellationRequested: true });
    }).toThrow(cancelled());
    expect(() => {
      throwIfCancelled(neverCancelled);
    }).not.toThrow();
  });

  it('crosses borders', () => {
    const error = new UserError('conflict', { file: 'a', problem: t`b`, advice: t`c`, cause: new Error('d') });
    const back = fromWireError(structuredClone(toWireError(error)));
    expect(back).toBeInstanceOf(UserError);
    expect(back).toMatchObject({ code: 'conflict', message: error.message });
    expect(fromWireError(toWireError('text')).message).toBe('text');
    expect(messageOf(new Error('a'))).toBe('a');
    expect(messageOf(undefined)).toBe('undefined');
  });
});

describe('Emitter', () => {
  it('calls its listeners in order until they are disposed', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
  });

  it('calls the same function twice if it listens twice', () => {
    const emitter = new Emitter<number>();
    let count = 0;
    const listener = (): void => {
      count++;
    };
    emitter.event(listener);
    emitter.event(listener).dispose();
    emitter.fire(1);
    expect(count).toBe(1);
  });
});

describe('DisposableStore', () => {
  it('disposes in reverse order, once, and what comes late at once', () => {
    const ended: string[] = [];
    const item = (name: string) => toDisposable(() => ended.push(name));
    const store = new DisposableStore();
    store.add(item('a'));
    store.add(item('b')).dispose();
    store.add(item('c'));
    store.dispose();
    store.dispose();
    expect(ended).toEqual(['b', 'c', 'a']);
    store.add(item('d'));
    expect(ended.at(-1)).toBe('d');
    expect(store.isDisposed).toBe(true);
  });
});
