import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeLeftovers } from '../../../src/node/masks/leftovers';
import { inspectMasks, loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { bundleWorker } from '../../support/bundleWorker';
import type { SaveOutcome, SaveRequest } from '../../support/durability/saver';
import { liver, rectObject } from '../../support/sidecars';

// 5,000 races and 500 kills with `npm run test:durability`; otherwise a sample.
const isFull = process.env['DURABILITY'] === 'full';
const races = isFull ? 5000 : 30;
const kills = isFull ? 500 : 15;
const size = { width: 64, height: 48 };

let folder = '';
let script = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'races-'));
  script = await bundleWorker(path.join(import.meta.dirname, '../../support/durability/saver.ts'), folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function startSaver(): Promise<ChildProcess> {
  const child = fork(script, { execArgv: [] });
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('The process did not start.')));
  failed.catch(() => undefined);
  await Promise.race([once(child, 'message'), failed]);
  return child;
}

async function ask(child: ChildProcess, request: SaveRequest): Promise<SaveOutcome> {
  const answer = once(child, 'message');
  child.send(request);
  const [outcome] = (await answer) as [SaveOutcome];
  return outcome;
}

/** What tells the savers apart: where the object begins. */
async function shown(image: string): Promise<number | undefined> {
  const { content } = await loadMasks({ ...size, slices: 1, path: image });
  return content?.objects[0]?.prompt.box?.[0];
}

it.each([2, 3])(
  'of %i processes that save at once, one does, and the others report it',
  { timeout: 1_800_000 },
  async (count) => {
    const savers = await Promise.all(Array.from({ length: count }, startSaver));
    const rounds = Math.ceil(races / 2);
    let lost = 0;
    try {
      for (let round = 0; round < rounds; round++) {
        const beside = path.join(folder, `race-${count}-${round}`);
        mkdirSync(beside);
        const image = path.join(beside, 'a.png');
        writeFileSync(image, 'the image');
        // In every other round, there are masks that all of them have seen.
        const objects = [rectObject(size, { x0: 0, y0: 0, x1: 5, y1: 5 }, { run: 'r0' })];
        const seen =
          round % 2 === 0
            ? undefined
            : await saveMasks({ ...size, slices: 1, path: image }, { labels: [liver], objects }, { writer: 'machine' });
        const outcomes = await Promise.all(
          savers.map((saver, i) =>
            ask(saver, {
              ...{ image, writer: i === 0 ? 'human' : 'machine', left: i + 1, delay: Math.random() * 4 },
              ...(seen === undefined ? {} : { expected: seen.version }),
            }),
          ),
        );
        const winners = outcomes.flatMap((outcome, i) => (outcome === 'saved' ? [i + 1] : []));
        expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(count - 1);
        if (winners.length !== 1 || (await shown(image)) !== winners[0]) lost++;
        expect((await inspectMasks(image)).faults).toEqual([]);
        expect(readdirSync(beside).sort()).toEqual(['a.png', 'a.png.mask.png', 'a.png.masks.json']);
        rmSync(beside, { recursive: true });
      }
    } finally {
      for (const saver of savers) saver.kill();
    }
    console.log(`Races of ${count} processes: ${rounds}, lost saves: ${lost}`);
    expect(lost).toBe(0);
  },
);

it('a process that is killed while it saves leaves the old masks or the new ones', { timeout: 1_800_000 }, async () => {
  const image = path.join(folder, 'killed.png');
  writeFileSync(image, 'the image');
  const place = { ...size, slices: 1, path: image };
  let midway = 0;
  for (let round = 0; round < kills; round++) {
    const saver = await startSaver();
    saver.send({ forever: image });
    await pause(15 + Math.random() * 40);
    const ended = once(saver, 'exit');
    saver.kill('SIGKILL');
    await ended;
    const { state, faults } = await inspectMasks(image);
    expect(['none', 'human']).toContain(state);
    for (const { kind } of faults) expect(kind).toBe('interrupted');
    const left = readdirSync(folder).filter((name) => name.includes('killed') && name.startsWith('.'));
    if (left.length > 0) midway++;
    await removeLeftovers(folder);
    const { version } = await loadMasks(place);
    const objects = [rectObject(size, { x0: 1, y0: 1, x1: 9, y1: 9 }, { origin: 'human' })];
    await saveMasks(place, { labels: [liver], objects }, { writer: 'human', expected: version });
    expect((await inspectMasks(image)).faults).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  }
  console.log(`Processes killed: ${kills}, in the midst of a save: ${midway}`);
  expect(midway).toBeGreaterThan(0);
});
