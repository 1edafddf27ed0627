import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endProcessWide } from '../../../src/node/processWide';
import { createLabelFile, readLabels } from '../../../src/node/labels/labelFile';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';
import { forgetTaught, readTaught, rollBackTaught, saveTaught } from '../../../src/node/teach/taughtStore';
import { endsWhole, type Writer } from '../../support/durability/writer';
import { liver } from '../../support/sidecars';

const card: Parameters<typeof saveTaught>[1] = {
  ...{ format: 'sam-unet-taught-label', version: 1, label: 'liver' },
  model: { name: 'compact', sha256: 'a'.repeat(64) },
  tiles: 2,
  examples: [{ image: 'a/1.png', sha256: 'b'.repeat(64), slice: 0, by: 'Ada' }],
  settings: { seed: '0', steps: 80, holdout: 0.25, tiles: 4 },
  heldOut: { images: 6, before: 0.2, after: 0.9, interval: [0.85, 0.95] },
  ...{ qualityOffset: 0.05, seconds: 30, at: '2026-11-29T12:00:00.000Z', by: 'Ada' },
};
const teach = (folder: string, ...weights: number[]) => saveTaught(folder, card, Uint8Array.from(weights));
const taught = { prepare: (folder: string) => teach(folder, 1).then(() => teach(folder, 2)), check: readTaughtLabel };
async function readTaughtLabel(folder: string): Promise<void> {
  expect([undefined, 1, 2, 3]).toContain((await readTaught(folder, 'liver'))?.weights[0]);
}

const writers: Readonly<Record<string, Writer>> = {
  'making a label file': {
    prepare: () => Promise.resolve(),
    work: (folder) => createLabelFile(folder, [liver]),
    check: async (folder) => {
      expect([0, 1]).toContain((await readLabels(folder)).length);
    },
  },
  'teaching a label': { ...taught, work: (folder) => teach(folder, 3) },
  'rolling a label back': { ...taught, work: (folder) => rollBackTaught(folder, 'liver') },
  'forgetting a label': { ...taught, work: (folder) => forgetTaught(folder, 'liver') },
  'setting masks aside': {
    prepare: (folder) => {
      for (const name of ['a.png.mask.png', 'a.png.masks.json']) writeFileSync(path.join(folder, name), 'theirs');
      return Promise.resolve();
    },
    work: (folder) => setMasksAside(path.join(folder, 'a.png')),
    check: (folder) => {
      const theirs = readdirSync(folder).filter((name) => !/\.(lock|tmp)$/.test(name) && name.includes('mask'));
      expect(theirs.map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual(['theirs', 'theirs']);
      return Promise.resolve();
    },
  },
};

afterAll(endProcessWide);

describe.each(Object.entries(writers))('%s', (_, writer) => {
  it(
    'leaves what was or what is to be, wherever it ends, and is completed by doing it again',
    { timeout: 600_000 },
    () => endsWhole(writer, 3),
  );
});
