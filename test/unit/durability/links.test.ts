import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bounded, byName } from '../../../src/node/files/bounds';
import type { Disk } from '../../../src/node/files/disk';
import { plainDisk } from '../../../src/node/files/plainDisk';
import { endProcessWide } from '../../../src/node/processWide';
import { createLabelFile } from '../../../src/node/labels/labelFile';
import { copyMasks, moveMasks } from '../../../src/node/masks/moveMasks';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { asProcess } from '../../support/durability/asProcess';
import { FaultDisk } from '../../support/durability/faultDisk';
import { operations } from '../../support/durability/operations';
import { quickened } from '../../support/durability/quickDisk';
import { Scene } from '../../support/durability/scene';
import { liver } from '../../support/sidecars';

const isFull = process.env['DURABILITY'] === 'full';
const stride = isFull ? 1 : 17;
const plain = quickened(plainDisk);

const unsafe = 'before the check, where folders have no handles';
/** Where another program comes in between: before a call is checked, or between the check and the call. */
const places: Readonly<Record<string, (at: number, meanwhile: () => void) => { disk: Disk; faults: FaultDisk }>> = {
  'before the check': (at, meanwhile) => {
    const faults = new FaultDisk(bounded(plain), at, { meanwhile });
    return { disk: faults, faults };
  },
  [unsafe]: (at, meanwhile) => {
    const faults = new FaultDisk(bounded(plain, byName), at, { meanwhile });
    return { disk: faults, faults };
  },
  // Elsewhere, this moment remains (docs/security.md).
  ...(process.platform === 'linux'
    ? {
        'between check and call': (at: number, meanwhile: () => void) => {
          const faults = new FaultDisk(plain, at, { meanwhile });
          return { disk: bounded(faults), faults };
        },
      }
    : {}),
};

interface Attacked {
  readonly prepare: (scene: Scene) => Promise<unknown>;
  readonly work: (scene: Scene) => Promise<unknown>;
}

const save = (scene: Scene): Promise<void> => scene.save(scene.images[0]!, 1, 9);
const others: Readonly<Record<string, Attacked>> = {
  'moving masks': {
    prepare: async (scene) => {
      await save(scene);
      mkdirSync(scene.at('other'));
      cpSync(scene.at(scene.images[0]!), scene.at('other/c.png'));
    },
    work: (scene) => moveMasks(scene.at(scene.images[0]!), scene.at('other/c.png')),
  },
  'copying masks': {
    prepare: save,
    work: (scene) => copyMasks(scene.at(scene.images[0]!), scene.at('other/new/c.png')),
  },
  'setting masks aside': { prepare: save, work: (scene) => setMasksAside(scene.at(scene.images[0]!)) },
  'making a label file': { prepare: save, work: (scene) => createLabelFile(scene.folder, [liver]) },
  'an export': {
    prepare: save,
    work: (scene) =>
      exportMasks({ folder: scene.at('sub'), out: scene.at('out'), layout: 'objects', selection: 'all' }),
  },
};

let outside = '';
beforeEach(() => {
  outside = mkdtempSync(path.join(tmpdir(), 'outside-'));
});
afterEach(() => {
  rmSync(outside, { recursive: true });
});
afterAll(endProcessWide);

/** Everything in a folder, with when it was changed and who may read it. */
function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const { mode, uid, mtimeMs, ino } = lstatSync(file);
      const content = lstatSync(file).isFile() ? readFileSync(file, 'latin1') : '';
      return [name, mode, uid, mtimeMs, ino, content].join(' ');
    });
}

const folders = ['sub', 'sub/masks', '.sam-unet', '.sam-unet/runs', 'other', 'out', 'out/masks'];
const attacked = { ...operations, ...others };
const layouts = ['beside', 'objects'] as const;
describe.each(layouts)('a folder that a link outside takes the place of (%s)', (layout) => {
  it.each(Object.keys(attacked))('leads %s nowhere', { timeout: 600_000 }, async (name) => {
    const { prepare, work } = attacked[name]!;
    const scene = new Scene({ layout, format: 'png' }, { below: 'sub' });
    try {
      await asProcess(plain, () => prepare(scene));
      await scene.keep();
      const counter = new FaultDisk(bounded(plain), Infinity, 'stop');
      expect(await asProcess(counter, () => work(scene))).not.toHaveProperty('error');
      // All that the operation knows is there, too, to be damaged.
      const after = mkdtempSync(path.join(tmpdir(), 'after-'));
      cpSync(scene.folder, after, { recursive: true });
      let swapped = 0;
      for (const folder of folders) {
        if (!existsSync(path.join(after, folder)) && !existsSync(scene.at(folder))) continue;
        for (const [i, [place, at]] of Object.entries(places).entries()) {
          // A run works on several images at once: another call of it may be between its check and its use.
          if (place === unsafe && 'isRun' in attacked[name]!) continue;
          for (let k = 0; k <= counter.calls.length; k++) {
            if ((k + i) % stride !== 0) continue;
            scene.reset();
            rmSync(outside, { recursive: true });
            if (existsSync(path.join(after, folder))) cpSync(path.join(after, folder), outside, { recursive: true });
            else mkdirSync(outside);
            const kept = scene.at(`kept-${path.basename(folder)}`);
            const before = everything(outside);
            const { disk } = at(k, () => {
              if (!existsSync(scene.at(folder))) return;
              renameSync(scene.at(folder), kept);
              symlinkSync(outside, scene.at(folder));
              swapped++;
            });
            await asProcess(disk, () => work(scene));
            expect(everything(outside), `${folder} at ${counter.calls[k] ?? 'the end'}, ${place}`).toEqual(before);
            if (!existsSync(kept)) continue;
            // Once the folder is back, nothing of it is lost.
            unlinkSync(scene.at(folder));
            renameSync(kept, scene.at(folder));
            expect(await asProcess(plain, () => scene.save(scene.images[1]!, 7))).not.toHaveProperty('error');
          }
        }
      }
      rmSync(after, { recursive: true });
      expect(swapped).toBeGreaterThan(0);
    } finally {
      scene.dispose();
    }
  });
});
