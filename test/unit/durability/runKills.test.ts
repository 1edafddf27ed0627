import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRuns } from '../../../src/node/bulk/runFolder';
import { endProcessWide } from '../../../src/node/processWide';
import { inspectMasks } from '../../../src/node/masks/maskStore';
import { bundleWorker } from '../../support/bundleWorker';
import { kinds } from '../../support/durability/operations';
import type { RunnerOutcome, RunnerRequest } from '../../support/durability/runner';
import { Scene } from '../../support/durability/scene';

// 50 rounds of each kind with `npm run test:durability`; otherwise two of two.
const isFull = process.env['DURABILITY'] === 'full';
const rounds = isFull ? 50 : 2;
const sample = isFull ? kinds : [kinds[0]!, kinds[3]!];
const count = 12;
let tools = '';
let script = '';
const ends = { killed: 0, ended: 0 };

beforeAll(async () => {
  tools = mkdtempSync(path.join(tmpdir(), 'runner-'));
  script = await bundleWorker(path.join(import.meta.dirname, '../../support/durability/runner.ts'), tools);
  await bundleWorker(path.join(import.meta.dirname, '../../../src/node/decode/decode.worker.ts'), tools);
});
afterAll(async () => {
  rmSync(tools, { recursive: true });
  console.log(`Processes killed: ${ends.killed}, that had ended before: ${ends.ended}`);
  await endProcessWide();
});

/** Begins some work in a process of its own. */
async function begin(request: RunnerRequest): Promise<{ child: ChildProcess; done: Promise<RunnerOutcome> }> {
  const child = fork(script, { execArgv: [] });
  await once(child, 'message');
  const done = once(child, 'message').then(([outcome]) => outcome as RunnerOutcome);
  child.send(request);
  return { child, done };
}

/** Does some work and waits for it. @returns milliseconds */
async function complete(request: RunnerRequest): Promise<number> {
  const { child, done } = await begin(request);
  const start = performance.now();
  const outcome = await done;
  child.kill();
  expect(outcome).toBe('done');
  return performance.now() - start;
}

/** Begins some work, and kills its process at some time in the time that it takes. */
async function cutShort(request: RunnerRequest, takes: number): Promise<void> {
  const { child, done } = await begin(request);
  const killed = await Promise.race([done.then(() => false), pause(Math.random() * takes).then(() => true)]);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  ends[killed ? 'killed' : 'ended']++;
}

it.each(sample)(
  'runs and undos that are killed again and again lose nothing ($name)',
  { timeout: 3_600_000 },
  async (kind) => {
    const scene = new Scene(kind, { count });
    const at = { kind, count, folder: scene.folder };
    try {
      for (const image of scene.images.slice(0, 4)) await scene.save(image, 1, 9);
      await scene.run(3);
      // Four images of a person, four with masks of a model, four without any.
      const human = new Set(scene.images.slice(0, 4));
      for (const image of scene.images.slice(8)) {
        for (const name of Object.keys(scene.contents())) {
          const isOfImage = name.startsWith(`${image}.mask`) || name.startsWith(`masks/${image.split('.')[0]!}__`);
          if (isOfImage) rmSync(scene.at(name));
        }
      }
      // Without its journal, so that an undo never meets another run than the one that was killed.
      rmSync(scene.at('.sam-unet'), { recursive: true });
      await scene.keep();
      const before = scene.contents();
      const takes = {
        replace: await complete({ ...at, work: 'replace' }),
        undo: await complete({ ...at, work: 'undo' }),
      };
      expect(scene.contents()).toEqual(before);
      for (let round = 0; round < rounds; round++) {
        scene.reset();
        await cutShort({ ...at, work: 'replace' }, takes.replace);
        if (round % 2 === 1) {
          await cutShort({ ...at, work: 'resume' }, takes.replace);
          await complete({ ...at, work: 'resume' });
          // One that was killed before its journal was there has not begun.
          const isBegun = (await listRuns(scene.folder)).length > 0;
          for (const image of isBegun ? scene.images : []) {
            expect(await inspectMasks(scene.at(image))).toMatchObject({
              state: human.has(image) ? 'human' : 'machine',
              faults: [],
            });
          }
        }
        for (const image of scene.images) {
          const { state, faults } = await inspectMasks(scene.at(image));
          expect(state).not.toBe('foreign');
          for (const fault of faults) expect(fault.kind).toBe('interrupted');
        }
        const now = scene.contents();
        for (const name of Object.keys(before).filter((each) => human.has(each.replace(/\.mask.*/, '')))) {
          expect(now[name], name).toBe(before[name]);
        }
        await cutShort({ ...at, work: 'undo' }, takes.undo);
        await cutShort({ ...at, work: 'undo' }, takes.undo);
        await complete({ ...at, work: 'undo' });
        // A run that was killed before its journal was there has nothing to undo; its folder is swept by the next run.
        const left = Object.entries(scene.contents()).filter(([name]) => !/\.(tmp|lock)$/.test(name));
        expect(Object.fromEntries(left), `round ${round}`).toEqual(before);
      }
      // The next save sweeps beside its image, the next run in the folder of the journals.
      await scene.save(scene.images[0]!, 2);
      await scene.run(5);
      expect(scene.leftovers()).toEqual([]);
    } finally {
      scene.dispose();
    }
  },
);
