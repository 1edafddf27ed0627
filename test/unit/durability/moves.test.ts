import { copyFileSync, existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { endProcessWide } from '../../../src/node/processWide';
import { inspectMasks } from '../../../src/node/masks/maskStore';
import { copyMasks, moveMasks } from '../../../src/node/masks/moveMasks';
import { asProcess } from '../../support/durability/asProcess';
import { FaultDisk, type Fault } from '../../support/durability/faultDisk';
import { kinds } from '../../support/durability/operations';
import { quickDisk } from '../../support/durability/quickDisk';
import { Scene } from '../../support/durability/scene';

const isFull = process.env['DURABILITY'] === 'full';
const stride = isFull ? 1 : 7;
const faults: readonly Fault[] = ['stop', 'torn', { code: 'EBUSY', times: 9 }, { code: 'ENOSPC', times: 9 }];

afterAll(endProcessWide);

// A DICOM image of these tests is a series of several files; its masks follow when all of them have moved.
const single = kinds.filter(({ format }) => format !== 'dicom');

describe.each(single)('masks that follow an image ($name)', (kind) => {
  it.each([
    ['moved', moveMasks],
    ['copied', copyMasks],
  ])('are whole after the image is %s, wherever the first try ended', { timeout: 600_000 }, async (verb, transfer) => {
    const scene = new Scene(kind);
    try {
      const [old] = scene.images as [string];
      const moved = old.replace('a.', 'c.');
      copyFileSync(scene.at(old), scene.at(moved));
      await asProcess(quickDisk, () => scene.save(old, 1, 9));
      await scene.keep();
      const drawn = await scene.view(old);
      const counter = new FaultDisk(quickDisk, Infinity, 'stop');
      const work = (): Promise<boolean> => transfer(scene.at(old), scene.at(moved));
      expect(await asProcess(counter, work)).toEqual({ value: true });
      const whole = scene.contents();
      let ended = 0;
      for (const [at, call] of counter.calls.entries()) {
        for (const fault of faults) {
          if ((at + faults.indexOf(fault)) % stride !== 0) continue;
          if (fault === 'torn' && !call.startsWith('write')) continue;
          const where = `${typeof fault === 'string' ? fault : fault.code} at ${call}`;
          scene.reset();
          const outcome = await asProcess(new FaultDisk(quickDisk, at, fault), work);
          if ('error' in outcome) ended++;
          if ('error' in outcome && typeof fault === 'object') expect(outcome.error, where).toBeInstanceOf(UserError);
          // The masks are at one of the two places, as they were.
          const seen = await Promise.all([old, moved].map((name) => scene.view(name)));
          expect(
            seen.filter((objects) => objects.length > 0),
            where,
          ).toContainEqual(drawn);
          await asProcess(quickDisk, work);
          expect(withoutLeftovers(scene.contents()), `${where}; then again`).toEqual(whole);
          expect(existsSync(scene.at(`${old}.masks.json`)), where).toBe(verb === 'copied');
          expect(await scene.view(moved), where).toEqual(drawn);
          expect((await inspectMasks(scene.at(moved))).faults, where).toEqual([]);
          await asProcess(quickDisk, () => scene.save('b' + old.slice(1), 5));
          expect(scene.leftovers(), where).toEqual([]);
        }
      }
      expect(ended).toBeGreaterThan(5);
    } finally {
      scene.dispose();
    }
  });

  it('are not mixed with those of another image, and neither is lost', async () => {
    const scene = new Scene(kind);
    try {
      const [old, other] = scene.images as [string, string];
      await scene.save(old, 1);
      await scene.save(other, 5, 12);
      const before = scene.contents();
      await expect(moveMasks(scene.at(old), scene.at(other))).rejects.toMatchObject({ code: 'conflict' });
      expect(scene.contents()).toEqual(before);
    } finally {
      scene.dispose();
    }
  });
});

/** Temporary files and locks of a process that has ended stay until the next save in the folder. */
function withoutLeftovers(contents: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(contents).filter(([name]) => !/\.(tmp|lock)$/.test(name)));
}
