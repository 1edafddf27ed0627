import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/event';
import { cancelled } from '../../../src/core/base/error';
import type { EncodeResult, InferenceImage } from '../../../src/core/protocol/inferenceApi';
import { EncodeAhead, type Upcoming } from '../../../src/node/inference/encodeAhead';
import type { InferenceStatus } from '../../../src/node/inference/inferenceStatus';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A client whose look at an image takes `ms` by the fake clock. */
function fakeClient(ms: number) {
  const activity = new Emitter<void>();
  const asked: string[] = [];
  return {
    asked,
    refuse: false,
    status: { state: 'ready' } as InferenceStatus,
    onDidActivity: activity.event,
    /** Somebody asks for something, or has got it. */
    request: () => {
      activity.fire();
    },
    async encode(this: { refuse: boolean }, { key }: InferenceImage, _token: unknown, priority?: string) {
      expect(priority).toBe('ahead');
      if (this.refuse) throw cancelled();
      asked.push(key);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { ms, source: 'model' } as const;
    },
  };
}

const upcoming = (...keys: string[]): Upcoming[] =>
  keys.map((key) => () => Promise.resolve({ key, width: 1, height: 1, channels: 1, data: new Uint8Array(1) }));
const looked = (ms: number): EncodeResult => ({ ms, source: 'model' });
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('looks taken ahead', () => {
  it('follow one another in short pauses when they are quick', async () => {
    const client = fakeClient(60);
    const ahead = new EncodeAhead(client);
    ahead.plan(looked(60), upcoming('next', 'last'));
    await later(100);
    expect(client.asked).toEqual([]);
    await later(100);
    expect(client.asked).toEqual(['next']);
    await later(1000);
    expect(client.asked).toEqual(['next', 'last']);
    ahead.dispose();
  });

  it('wait for three seconds without a request, each of them, when they are slow', async () => {
    const client = fakeClient(900);
    const ahead = new EncodeAhead(client);
    ahead.plan(looked(900), upcoming('next', 'last'));
    for (let i = 0; i < 20; i++) {
      await later(1000);
      client.request();
    }
    expect(client.asked).toEqual([]);
    await later(3000);
    expect(client.asked).toEqual(['next']);
    await later(900 + 2900);
    expect(client.asked).toEqual(['next']);
    await later(200);
    expect(client.asked).toEqual(['next', 'last']);
    ahead.dispose();
  });

  it('count as slow until one was timed', async () => {
    const client = fakeClient(60);
    const ahead = new EncodeAhead(client);
    ahead.plan({ ms: 5, source: 'disk' }, upcoming('a', 'b'));
    await later(2900);
    expect(client.asked).toEqual([]);
    await later(500);
    expect(client.asked).toEqual(['a', 'b']);
    ahead.dispose();
  });

  it('are planned again when another slice is shown, also while one is decoded', async () => {
    const client = fakeClient(60);
    const ahead = new EncodeAhead(client);
    let decoded: (image: InferenceImage) => void = () => undefined;
    ahead.plan(looked(60), [() => new Promise((resolve) => (decoded = resolve)), ...upcoming('stale')]);
    await later(200);
    ahead.plan(looked(60), upcoming('fresh'));
    decoded({ key: 'old', width: 1, height: 1, channels: 1, data: new Uint8Array(1) });
    await later(1000);
    expect(client.asked).toEqual(['fresh']);
    ahead.dispose();
  });

  it('try again what was given up, leave out what cannot be read, and end with the client', async () => {
    const client = fakeClient(60);
    const ahead = new EncodeAhead(client);
    client.refuse = true;
    ahead.plan(looked(60), [() => Promise.reject(new Error('damaged')), ...upcoming('b', 'c', 'd')]);
    await later(500);
    client.refuse = false;
    await later(250);
    expect(client.asked).toEqual(['b']);
    await later(150);
    expect(client.asked).toEqual(['b', 'c']);
    ahead.dispose();
    await later(10_000);
    expect(client.asked).toEqual(['b', 'c']);
  });

  it('start no process', async () => {
    const client = fakeClient(60);
    client.status = { state: 'stopped', attempts: [] };
    const ahead = new EncodeAhead(client);
    ahead.plan(looked(60), upcoming('a'));
    await later(10_000);
    expect(client.asked).toEqual([]);
    ahead.dispose();
  });
});
