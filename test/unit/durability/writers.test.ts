import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endProcessWide } from '../../../src/node/processWide';
import { createLabelFile, readLabels } from '../../../src/node/labels/labelFile';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';
import { forgetTaught, readTaught, rollBackTaught, saveTaught } from '../../../src/node/teach/taughtStore';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { asProcess } from '../../support/durability/asProcess';
import { FaultDisk, type Fault } from '../../support/durability/faultDisk';
import { quickDisk } from '../../support/durability/quickDisk';
import { writeImage, writeSidecar, size } from '../../support/layoutFolders';
import { liver, rectMask } from '../../support/sidecars';

/** Something that writes into a user's folder, other than masks beside images. */
interface Writer {
  readonly prepare: (folder: string) => Promise<unknown>;
  readonly work: (folder: string) => Promise<unknown>;
  /** What has to be done before it is done again. */
  readonly clear?: (folder: string) => void;
  /** Throws where what is there is neither as before nor as afterwards. */
  readonly check: (folder: string) => Promise<unknown>;
}

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

const masks = { 'a.png': rectMask(size, { x0: 0, y0: 0, x1: 4, y1: 3 }) };
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
  'an export': {
    prepare: (folder) => {
      for (const [name, mask] of Object.entries(masks)) {
        writeImage(path.join(folder, 'data'), name);
        writeSidecar(path.join(folder, 'data'), name, [
          { label: 'liver', slice: 0, mask },
          { label: 'liver', slice: 0, mask: rectMask(size, { x0: 5, y0: 1, x1: 8, y1: 4 }) },
        ]);
      }
      return Promise.resolve();
    },
    work: async (folder) => {
      const request = { folder: path.join(folder, 'data'), layout: 'objects', selection: 'all' } as const;
      const { failed } = await exportMasks({ ...request, out: path.join(folder, 'out') });
      if (failed.length > 0) throw new Error(failed[0]!.message);
    },
    // It goes into an empty folder only.
    clear: (folder) => {
      rmSync(path.join(folder, 'out'), { recursive: true, force: true });
    },
    check: () => Promise.resolve(),
  },
};
// Every call with `npm run test:durability`; otherwise a sample.
const stride = process.env['DURABILITY'] === 'full' ? 1 : 3;
const faults: readonly Fault[] = ['stop', 'torn', { code: 'EBUSY', times: 9 }, { code: 'ENOSPC', times: 1 }];

let folder = '';
let kept = '';
beforeEach(() => {
  [folder, kept] = ['writers-', 'writers-kept-'].map((name) => mkdtempSync(path.join(tmpdir(), name))) as [
    string,
    string,
  ];
});
afterEach(() => {
  for (const each of [folder, kept]) rmSync(each, { recursive: true });
});
afterAll(endProcessWide);

/** Every file by its path. */
function contents(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  );
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(path.join(folder, name), 'latin1')]));
}

describe.each(Object.entries(writers))('%s', (_, { prepare, work, clear, check }) => {
  it(
    'leaves what was or what is to be, wherever it ends, and is completed by doing it again',
    { timeout: 600_000 },
    async () => {
      writeFileSync(path.join(folder, 'a.png'), 'image');
      await prepare(folder);
      cpSync(folder, kept, { recursive: true });
      const before = contents();
      const counter = new FaultDisk(quickDisk, Infinity, 'stop');
      expect(await asProcess(counter, () => work(folder))).not.toHaveProperty('error');
      const after = contents();
      expect(counter.calls.length).toBeGreaterThan(1);
      for (const [at, call] of counter.calls.entries()) {
        for (const fault of faults) {
          if ((at + faults.indexOf(fault)) % stride !== 0) continue;
          if (fault === 'torn' && !call.startsWith('write')) continue;
          const where = `${typeof fault === 'string' ? fault : fault.code} at ${call}`;
          rmSync(folder, { recursive: true });
          cpSync(kept, folder, { recursive: true });
          await asProcess(new FaultDisk(quickDisk, at, fault), () => work(folder));
          await check(folder);
          const now = Object.entries(contents()).filter(([name]) => !/\.(tmp|lock)$/.test(name));
          for (const [name, text] of now) {
            const isWhole = text === before[name] || text === after[name] || !(name in before || name in after);
            expect(isWhole, `${where}: ${name}`).toBe(true);
          }
          clear?.(folder);
          expect(await asProcess(quickDisk, () => work(folder)), where).not.toHaveProperty('error');
          expect(contents(), `${where}; then again`).toEqual(after);
        }
      }
    },
  );
});
