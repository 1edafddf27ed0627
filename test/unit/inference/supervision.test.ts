import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/core/base/event';
import { type CancellationToken } from '../../../src/core/base/cancellation';
import { english } from '../../../src/core/text/message';
import type { UserError } from '../../../src/core/base/error';
import type { DeviceSetting } from '../../../src/core/protocol/inferenceApi';
import { InferenceClient } from '../../../src/node/inference/inferenceClient';
import type { InferenceStatus } from '../../../src/node/inference/inferenceStatus';

const childPath = path.join(import.meta.dirname, '../../fixtures/inferenceChild.mjs');

let folder = '';
let client: InferenceClient | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supervision-'));
});

afterEach(() => {
  client?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Behaviour {
  readonly broken?: readonly string[];
  readonly crashes?: number;
  readonly stalls?: number;
  readonly error?: object;
}

function settings(behaviour: Behaviour = {}, device: DeviceSetting = 'cpu') {
  return { modelDir: JSON.stringify({ ...behaviour, log: folder }), device };
}

function open(behaviour: Behaviour = {}, device: DeviceSetting = 'cpu'): InferenceClient {
  client = new InferenceClient(settings(behaviour, device), { childPath });
  return client;
}

/** Whole lines alone: what is not there yet is not counted. */
const lines = (name: string): string[] => readFileSync(path.join(folder, name), 'utf8').split('\n').slice(0, -1);
const image = (key: string) => ({ key, width: 1, height: 1, channels: 1, data: new Uint8Array(1) }) as const;
const ask = (from: InferenceClient, key: string, effort: 'preview' | 'final' = 'final', token?: CancellationToken) =>
  from.segment(image(key), [], effort, token);
const failure = (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => {
      throw new Error('It was expected to fail.');
    },
    (error: unknown) => error as UserError,
  );

function cancellable(): { token: CancellationToken; cancel: () => void } {
  const requested = new Emitter<undefined>();
  const token = { isCancellationRequested: false, onCancellationRequested: requested.event };
  return {
    token,
    cancel: () => {
      token.isCancellationRequested = true;
      requested.fire(undefined);
    },
  };
}

const noted = (name: string): string[] => (existsSync(path.join(folder, name)) ? lines(name) : []);
/** The process has got the request for the image. */
const requested = (key: string): Promise<void> => expect.poll(() => noted('requests')).toContain(key);
const stopped = (): Promise<void> => expect.poll(() => client!.status.state).toBe('stopped');

describe('a process that crashes', () => {
  it('costs the request it was busy with no more than time', async () => {
    const states: InferenceStatus['state'][] = [];
    open().onDidChangeStatus(({ state }) => states.push(state));
    const asked = ['a', 'crash-once', 'b', 'c'].map((key) => ask(client!, key));
    expect((await Promise.all(asked)).map(({ ms }) => ms.decode)).toEqual([1, 1, 2, 3]);
    expect(lines('requests')).toEqual(['a', 'crash-once', 'crash-once', 'b', 'c']);
    expect(states).toEqual(['starting', 'ready', 'ready', 'stopped', 'starting', 'ready', 'ready', 'ready', 'ready']);
  });

  it('fails the request that makes it crash again, with its last words, and continues', async () => {
    const crash = failure(ask(open(), 'crash'));
    const next = ask(client!, 'a');
    expect(await crash).toMatchObject({ code: 'inference-crashed' });
    expect((await crash).message).toContain('exit code 3: out of memory');
    await expect(next).resolves.toMatchObject({ objects: [] });
    expect(lines('requests')).toEqual(['crash', 'crash', 'a']);
  });

  it('is given up after four crashes in a row, until it is restarted', async () => {
    open({ crashes: 4 });
    for (let i = 0; i < 2; i++) await failure(client!.start());
    expect(client!.status).toMatchObject({ state: 'failed' });
    expect(JSON.stringify(client!.status)).toContain('the driver fell over');
    expect((await failure(client!.start())).message).toContain('the driver fell over');
    expect(lines('starts')).toHaveLength(4);
    client!.restart();
    await expect(client!.start()).resolves.toMatchObject({ device: 'cpu' });
    expect(client!.status.state).toBe('ready');
  });

  it('is reported when it ends while idle, and starts again with the next request', async () => {
    await open().start();
    process.kill(client!.pid!, 'SIGKILL');
    await stopped();
    expect(client!.pid).toBeUndefined();
    await expect(ask(client!, 'a')).resolves.toMatchObject({ objects: [] });
  });

  it('that cannot be started at all is an error that says so', async () => {
    client = new InferenceClient(settings(), { childPath: path.join(folder, 'missing.js') });
    expect((await failure(client.start())).message).toContain('Cannot find module');
  });
});

describe('devices', () => {
  it('one that is named is tried alone, and its failure is final', async () => {
    expect((await failure(open({ broken: ['cuda'] }, 'cuda').start())).message).toBe('There is no cuda.');
    const { status } = client!;
    expect(status).toMatchObject({ state: 'failed', code: 'no-device' });
    const failed = status.state === 'failed' ? [status, ...status.attempts] : [];
    expect(failed.map(({ reason }) => english(reason))).toEqual(['There is no cuda.', 'There is no cuda.']);
    expect(status.attempts.map(({ device }) => device)).toEqual(['cuda']);
    await failure(client!.start());
    expect(lines('starts')).toEqual(['cuda']);
    client!.reconfigure(settings({}, 'cpu'));
    await expect(client!.start()).resolves.toMatchObject({ device: 'cpu' });
  });

  it('auto ends with one that works and remembers why others do not', async () => {
    const model = await open({ broken: ['cuda', 'webgpu', 'dml', 'coreml'] }, 'auto').start();
    expect(model.device).toBe('cpu');
    const tried = lines('starts');
    expect(tried.at(-1)).toBe('cpu');
    expect(client!.status.attempts.map(({ device }) => device)).toEqual(tried.slice(0, -1));
    process.kill(client!.pid!, 'SIGKILL');
    await stopped();
    await client!.start();
    expect(lines('starts')).toEqual([...tried, 'cpu']);
  });

  it('are not tried in turn when the model is at fault', async () => {
    const error = { code: 'bad-model', details: { problem: 'The card is wrong.', file: 'card.json' } };
    expect(await failure(open({ error }, 'auto').start())).toMatchObject({ code: 'bad-model' });
    expect(lines('starts')).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('drops a request that waits, at once', async () => {
    const { token, cancel } = cancellable();
    open();
    const running = ask(client!, 'a');
    const waiting = failure(ask(client!, 'b', 'final', token));
    cancel();
    expect((await waiting).code).toBe('cancelled');
    await running;
    await ask(client!, 'c');
    expect(lines('requests')).toEqual(['a', 'c']);
  });

  it('refuses a request that is cancelled already', async () => {
    const { token, cancel } = cancellable();
    cancel();
    expect((await failure(ask(open(), 'a', 'final', token))).code).toBe('cancelled');
    expect(client!.pid).toBeUndefined();
  });

  it('ends the process when a run does not end on its own, and loses nothing else', async () => {
    const { token, cancel } = cancellable();
    await open().start();
    const first = client!.pid;
    const stalled = failure(ask(client!, 'stall', 'final', token));
    const next = ask(client!, 'a');
    await requested('stall');
    cancel();
    expect((await stalled).code).toBe('cancelled');
    expect((await next).ms.decode).toBe(1);
    expect(client!.pid).not.toBe(first);
  });
});

describe('the order of requests', () => {
  it('interactive ones go before bulk ones, of previews only the newest is answered', async () => {
    open();
    const first = ask(client!, 'first');
    const bulk = client!.segment(image('bulk'), [], 'final', undefined, 'bulk');
    const stale = failure(ask(client!, 'stale', 'preview'));
    const newest = ask(client!, 'newest', 'preview');
    const last = ask(client!, 'last');
    expect((await stale).code).toBe('cancelled');
    await Promise.all([first, bulk, newest, last]);
    expect(lines('requests')).toEqual(['first', 'newest', 'last', 'bulk']);
  });

  it('encoding in advance comes last, unseen, and is dropped for an explicit request', async () => {
    await open().start();
    const states: InferenceStatus['state'][] = [];
    let active = 0;
    const running = client!.segment(image('running'), [], 'final', undefined, 'bulk');
    client!.onDidChangeStatus(({ state }) => states.push(state));
    client!.onDidActivity(() => active++);
    const ahead = client!.encode(image('ahead'), undefined, 'ahead');
    const bulk = client!.segment(image('bulk'), [], 'final', undefined, 'bulk');
    await Promise.all([running, bulk, ahead]);
    expect(states).toEqual(['ready', 'ready']);
    expect(active).toBe(0);
    const busy = client!.segment(image('busy'), [], 'final', undefined, 'bulk');
    const dropped = failure(client!.encode(image('dropped'), undefined, 'ahead'));
    const asked = ask(client!, 'asked');
    expect((await dropped).code).toBe('cancelled');
    await Promise.all([busy, asked]);
    expect(active).toBe(2);
    expect(lines('requests')).toEqual(['running', 'bulk', 'ahead', 'busy', 'asked']);
  });
});

describe('stopping on purpose', () => {
  it('repeats the request that runs, on other settings too', async () => {
    await open().start();
    const running = ask(client!, 'a');
    client!.reconfigure(settings({ broken: ['cpu'] }, 'webgpu'));
    await running;
    expect(client!.status).toMatchObject({ state: 'ready', model: { device: 'webgpu' } });
    expect(lines('starts')).toEqual(['cpu', 'webgpu']);
  });

  it('while it starts is no failed attempt', async () => {
    const started = open({ stalls: 1 }).start();
    await expect.poll(() => noted('starts')).toHaveLength(1);
    client!.restart();
    await expect(started).resolves.toMatchObject({ device: 'cpu' });
    expect(client!.status).toMatchObject({ state: 'ready', attempts: [] });
  });

  it('ends waiting requests and the process', async () => {
    await open().start();
    const pid = client!.pid!;
    const running = failure(ask(client!, 'stall'));
    const waiting = failure(ask(client!, 'a'));
    await requested('stall');
    client!.dispose();
    expect((await waiting).code).toBe('cancelled');
    expect((await running).code).toBe('cancelled');
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect((await failure(ask(client!, 'b'))).code).toBe('cancelled');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
