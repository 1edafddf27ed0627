import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { endProcessWide } from '../../../src/node/processWide';
import { inspectMasks } from '../../../src/node/masks/maskStore';
import { asProcess } from '../../support/durability/asProcess';
import { FaultDisk } from '../../support/durability/faultDisk';
import { FoldingDisk } from '../../support/durability/foldingDisk';
import { checkAfterFault, checkWhole, look } from '../../support/durability/invariants';
import { kinds, operations } from '../../support/durability/operations';
import { quickDisk } from '../../support/durability/quickDisk';
import { Scene } from '../../support/durability/scene';

// Every call with `npm run test:durability`; otherwise a sample.
const stride = process.env['DURABILITY'] === 'full' ? 1 : 199;
const isRoot = process.getuid?.() === 0;
let refusals = 0;

afterAll(async () => {
  console.log(`Calls refused: ${refusals}`);
  await endProcessWide();
});

const disks = {
  'this system': () => quickDisk,
  'Windows and macOS': () => new FoldingDisk(quickDisk),
};

const errors = [
  { name: 'is refused once, as when a virus scanner holds a file', code: 'EPERM', times: 1, comesThrough: true },
  { name: 'is refused for long, as when a viewer holds a file', code: 'EBUSY', times: 4, comesThrough: false },
  { name: 'finds the disk full', code: 'ENOSPC', times: 1, comesThrough: false },
  { name: 'finds the disk read-only from then on', code: 'EROFS', times: Infinity, comesThrough: false },
];

describe.each(Object.entries(disks))('on a disk of %s', (system, base) => {
  describe.each(kinds)('a call that fails ($name)', (kind) => {
    // The sample of an error begins where it has been left off, so that each error meets calls of every operation.
    const points = new Map<string, number>();

    it.each(Object.entries(operations))('in %s', { timeout: 1_200_000 }, async (name, operation) => {
      const scene = new Scene(kind);
      try {
        await asProcess(base(), () => operation.prepare(scene));
        await scene.keep();
        const before = await look(scene);
        const counter = new FaultDisk(base(), Infinity, 'stop');
        await asProcess(counter, () => operation.work(scene));
        const after = await look(scene);
        for (const { name: failure, code, times, comesThrough } of errors) {
          for (const [at, call] of counter.calls.entries()) {
            const point = points.get(code) ?? 0;
            points.set(code, point + 1);
            if (point % stride !== 0) continue;
            const where = `${system}, ${call}, call ${at} of ${name}, ${failure} (${code})`;
            scene.reset();
            const disk = new FaultDisk(base(), at, { code, times });
            const outcome = await asProcess(disk, () => operation.work(scene));
            refusals++;
            await checkAfterFault(scene, before, after, where);
            // Linking is how a lock is taken whole; where it is refused, there is another way.
            if (comesThrough && /^(open|rename|unlink|mkdir)/.test(disk.failed ?? '')) {
              if ('error' in outcome) throw new Error(where, { cause: outcome.error });
              expect((await look(scene)).views, where).toEqual(after.views);
            }
            // Once the disk is well again, whoever tries again comes through.
            const again = await asProcess(base(), async () => {
              if (operation.isForeign === true) await operation.work(scene);
              await scene.save(scene.images[0]!, 7);
              await scene.run(5);
            });
            if ('error' in again) throw new Error(`${where}; then a save`, { cause: again.error });
            await checkWhole(scene, where);
          }
        }
        expect(counter.calls.length).toBeGreaterThan(0);
      } finally {
        scene.dispose();
      }
    });
  });
});

describe('a mask file that is in use', () => {
  it.each(kinds)('makes no save fail for ever ($name)', async (kind) => {
    const scene = new Scene(kind);
    try {
      const disk = new FoldingDisk(quickDisk);
      const image = scene.images[0]!;
      await asProcess(disk, () => scene.save(image, 1, 9));
      const [mask] = Object.keys(scene.contents()).filter((name) => /\.mask\.|__/.test(name));
      disk.held.add(scene.at(mask!));
      const held = await asProcess(disk, () => scene.save(image, 5));
      expect('error' in held && String(held.error)).toContain('open in another program');
      // What was saved is safe, and what is not up to date is known.
      expect(await scene.view(image)).toHaveLength(1);
      expect(await inspectMasks(scene.at(image))).toMatchObject({ state: 'human', faults: [{ kind: 'interrupted' }] });
      expect(await asProcess(disk, () => scene.save(image, 6))).toHaveProperty('error');
      disk.held.clear();
      expect(await asProcess(disk, () => scene.save(image, 7))).not.toHaveProperty('error');
      await checkWhole(scene, 'once it is free');
    } finally {
      scene.dispose();
    }
  });

  it.runIf(process.platform === 'linux' && isRoot)('or immutable is brought up to date once it may be', async () => {
    const scene = new Scene({ layout: 'beside', format: 'png' });
    const mask = scene.at('a.png.mask.png');
    try {
      await scene.save('a.png', 1);
      execFileSync('/usr/bin/chattr', ['+i', mask]);
      const before = readFileSync(mask);
      await expect(scene.save('a.png', 5)).rejects.toThrow(/behind/);
      expect(readFileSync(mask).equals(before)).toBe(true);
      expect((await inspectMasks(scene.at('a.png'))).faults).toEqual([{ file: mask, kind: 'interrupted' }]);
      execFileSync('/usr/bin/chattr', ['-i', mask]);
      await scene.save('a.png', 9);
      expect(readFileSync(mask).equals(before)).toBe(false);
      await checkWhole(scene, 'once it may be written');
    } finally {
      execFileSync('/usr/bin/chattr', ['-i', mask]);
      scene.dispose();
    }
  });
});

it('a folder that has vanished is named, and nothing is made in its place', async () => {
  const scene = new Scene({ layout: 'objects', format: 'png' });
  try {
    await scene.save('a.png', 1);
    rmSync(scene.folder, { recursive: true });
    await expect(scene.run(3)).rejects.toThrow(scene.folder);
  } finally {
    scene.dispose();
  }
});

it.runIf(process.platform !== 'win32' && !isRoot)('a folder that may not be written stays as it is', async () => {
  const scene = new Scene({ layout: 'beside', format: 'png' });
  try {
    const before = scene.contents();
    chmodSync(scene.folder, 0o555);
    await expect(scene.save('a.png', 1)).rejects.toMatchObject({ code: 'unwritable' });
    expect(scene.contents()).toEqual(before);
  } finally {
    chmodSync(scene.folder, 0o755);
    scene.dispose();
  }
});
