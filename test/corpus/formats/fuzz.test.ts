import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxImageBytes } from '../../../src/core/formats/limits';
import { bundleWorker } from '../../support/bundleWorker';
import { formats as corpus } from '../../support/shared';
import type { FuzzJob, FuzzOutcome, FuzzStart } from './fuzz.worker';

const inputs = Number(process.env['FUZZ_INPUTS'] ?? 4000);
const firstInput = Number(process.env['FUZZ_FIRST'] ?? 1);
/** No small file may keep anybody waiting longer, on a machine that has other things to do. */
const slowest = 20_000;
const wholeTest = 1_200_000;

/** What a broken file may end in: an image all the same, or an error that says what is wrong. */
const allowed = ['image', 'damaged', 'unsupported-encoding', 'unsupported-format', 'too-large', 'not-found'];

/** CharLS computes for up to a minute on some broken JPEG-LS: the editor ends such a thread, see DecodePool. */
const endlessCodec = /JLS|jpegls/i;

const golden = path.join(__dirname, '../../golden/formats');
/** Larger files take long to change and to decode, and break in the same ways. */
const largestSeed = 90_000;

function seeds(): string[] {
  const folders = ['images', 'volumes', 'tiffs', 'pictures'].map((name) => path.join(golden, name));
  const own = folders.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));
  const real = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).map((name) => path.join(corpus, name));
  return [...own, ...real]
    .filter((file) => {
      const stats = statSync(file);
      return stats.isFile() && stats.size > 0 && stats.size <= largestSeed && !/\.(raw|zraw|md)$/.test(file);
    })
    .sort();
}

let folder = '';
let worker: Worker | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fuzz-'));
  await bundleWorker(path.join(__dirname, 'fuzz.worker.ts'), folder);
});

afterAll(async () => {
  await worker?.terminate();
  rmSync(folder, { recursive: true, force: true });
});

/** Outcomes of all inputs, one after the other. A thread that hangs is ended, and another goes on behind its input. */
async function runAll(files: readonly string[]): Promise<FuzzOutcome[]> {
  const outcomes: FuzzOutcome[] = [];
  while (outcomes.length < inputs) {
    const job = { files, first: firstInput + outcomes.length, count: inputs - outcomes.length };
    const failure = await runUntilFailure(job, (outcome) => outcomes.push(outcome));
    if (failure !== undefined) outcomes.push(failure);
  }
  return outcomes;
}

function runUntilFailure(job: FuzzJob, report: (outcome: FuzzOutcome) => void): Promise<FuzzOutcome | undefined> {
  return new Promise((resolve) => {
    const thread = new Worker(path.join(folder, 'fuzz.worker.js'), { workerData: job });
    worker = thread;
    let watchdog: NodeJS.Timeout | undefined;
    let current: FuzzStart = { input: job.first, file: '' };
    const stop = (outcome?: string): void => {
      clearTimeout(watchdog);
      void thread.terminate();
      resolve(outcome === undefined ? undefined : { ...current, outcome, milliseconds: 0, largest: 0 });
    };
    thread.on('message', (message: FuzzStart | FuzzOutcome) => {
      current = message;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        stop('hangs');
      }, slowest);
      if (!('outcome' in message)) return;
      report(message);
      if (message.input === job.first + job.count - 1) stop();
    });
    thread.on('error', (error) => {
      stop(`ends the thread: ${error.message}`);
    });
  });
}

test(
  `${inputs} broken files end in an image or a UserError, soon and within the limits of memory`,
  async () => {
    const all = await runAll(seeds());
    const outcomes = all.filter(({ outcome, file }) => outcome !== 'hangs' || !endlessCodec.test(file));
    expect(all.length - outcomes.length).toBeLessThan(inputs / 1000);
    expect(all).toHaveLength(inputs);
    const counts = new Map<string, number>();
    for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    expect(outcomes.filter(({ outcome }) => !allowed.includes(outcome)).slice(0, 20)).toEqual([]);
    expect(outcomes.filter(({ largest }) => largest > maxImageBytes)).toEqual([]);
    // Neither everything nor nothing survives: the changes reach the decoders.
    expect(counts.get('image')).toBeGreaterThan(inputs / 20);
    expect(counts.get('damaged')).toBeGreaterThan(inputs / 20);
  },
  wholeTest,
);
