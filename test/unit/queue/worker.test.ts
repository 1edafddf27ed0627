import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { Emitter } from '../../../src/core/base/event';
import { newBatch, type Batch } from '../../../src/core/bulk/batch';
import { verbatim } from '../../../src/core/text/message';
import { localMasks } from '../../../src/node/masks/localMasks';
import { endProcessWide } from '../../../src/node/processWide';
import type { QueueModule, WorkOutcome } from '../../../src/node/queue/batchQueue';
import { runWorker, type Root } from '../../../src/node/queue/runWorker';
import { boxModel, boxSegmenter, writeBoxImage } from '../../support/boxModel';

let root = '';
const here = (...parts: readonly string[]): string => path.join(root, ...parts);
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'worker-'));
  mkdirSync(here('mnt', 'ct'), { recursive: true });
  for (const name of ['a.png', 'b.png']) writeBoxImage(here('mnt', 'ct', name));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const batchOf = (folder: string, more: Partial<Batch> = {}): Batch => ({
  ...newBatch({
    ...{ run: 'night', folder, sources: [{ kind: 'box', label: 'liver', box: [5, 5, 20, 25] }] },
    ...{ by: 'tests', model: boxModel.sha256, images: ['a.png', 'b.png'] },
  }),
  ...more,
});

/** Gives a worker one batch, and stops it then. @returns what it made of the batch, and why it ended if not by that */
async function workOff(data: unknown, roots: readonly Root[]): Promise<{ outcome: WorkOutcome; error: unknown }> {
  const nothing = (): void => undefined;
  const stopped = new Emitter<void>();
  let isCancellationRequested = false;
  let outcome: WorkOutcome | undefined;
  const queue: QueueModule = {
    openQueue: () => {
      throw new Error('A worker opens no queue.');
    },
    startWorker: (_, { work }) => {
      const ended = work({ id: '1', data, keep: () => Promise.resolve() })
        .then((made) => {
          outcome = made;
        })
        .finally(() => {
          isCancellationRequested = true;
          stopped.fire();
        });
      ended.catch(nothing);
      return { stop: () => ended };
    },
  };
  const token = {
    get isCancellationRequested() {
      return isCancellationRequested;
    },
    onCancellationRequested: stopped.event,
  };
  const error = await runWorker(
    queue,
    { server: 'redis', host: 'lab', port: 1, database: '0', name: 'q' },
    {
      ...{ client: boxSegmenter(), store: localMasks, roots, concurrency: 1, lock: 30, token },
      ...{ onBatch: nothing, onRetry: nothing, onLost: nothing },
      refused: (reason) => new UserError('unreadable', { problem: verbatim(reason) }),
    },
  ).catch((cause: unknown) => cause);
  return { outcome: outcome!, error };
}

/** What a report says, whichever image came first. */
const linesOf = (outcome: WorkOutcome): string[] =>
  outcome.kind === 'done' ? (outcome.report as object[]).map((line) => JSON.stringify(line)).sort() : [];
const masked = (): string[] => readdirSync(here('mnt', 'ct')).filter((name) => name.endsWith('.mask.png'));

describe('a worker', () => {
  it.each([
    ['under another path', '/data/ct', '/data', 'mnt'],
    ['named as a whole', '/data/ct', '/data/ct', 'mnt/ct'],
  ])('finds the folder of a batch %s', async (_, folder, from, to) => {
    const { outcome, error } = await workOff(batchOf(folder), [{ from, to: here(to) }]);
    expect(error).toBeUndefined();
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(masked()).toEqual(['a.png.mask.png', 'b.png.mask.png']);
  });

  it('finds it under its own path where it has no roots', async () => {
    expect((await workOff(batchOf(here('mnt', 'ct')), [])).outcome.kind).toBe('done');
    expect(masked()).toHaveLength(2);
  });

  it.each([
    ['a folder beside its roots', '/database', '/data'],
    ['a folder that is not there', '/data/mr', '/data'],
    ['a path that leads out of its root', '/data/../ct', '/data'],
  ])('gives a batch of %s back and ends with the reason', async (_, folder, from) => {
    const { outcome, error } = await workOff(batchOf(folder), [{ from, to: here('mnt') }]);
    expect(outcome).toEqual({ kind: 'back' });
    expect(error).toMatchObject({ code: 'not-found', details: { file: folder } });
    expect(masked()).toEqual([]);
  });

  it('with roots, works in no other folder of this machine', async () => {
    const { outcome } = await workOff(batchOf(here('mnt', 'ct')), [{ from: '/data', to: here('mnt') }]);
    expect(outcome).toEqual({ kind: 'back' });
    expect(masked()).toEqual([]);
  });

  it('gives a batch of another model back, and refuses one of a newer version', async () => {
    const other = await workOff(batchOf(here('mnt', 'ct'), { model: 'cd' }), []);
    expect(other.outcome).toEqual({ kind: 'back' });
    expect(other.error).toMatchObject({ code: 'bad-model' });
    const newer = await workOff({ ...batchOf(here('mnt', 'ct')), version: 2 }, []);
    expect(newer.outcome.kind === 'refused' && newer.outcome.reason).toContain('is of version 2');
    expect(newer.error).toBeUndefined();
  });

  it('does not end by a batch that no machine can do: the queue tries it again', async () => {
    const { outcome, error } = await workOff(
      batchOf(here('mnt', 'ct'), { sources: [{ kind: 'csv', file: 'gone.csv' }] }),
      [],
    );
    expect([outcome, error]).toEqual([undefined, expect.objectContaining({ code: 'not-found' })]);
  });

  it('works off a batch that was done before: masks that are there are reported, not made again', async () => {
    const folder = here('mnt', 'ct');
    const first = await workOff(batchOf(folder), []);
    const again = await workOff(batchOf(folder), []);
    expect(linesOf(again.outcome)).toEqual(linesOf(first.outcome));
  });
});
