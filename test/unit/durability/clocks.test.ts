import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeLock } from '../../../src/node/files/lock';
import { sweepTemporaries } from '../../../src/node/files/temporaries';
import { endProcessWide } from '../../../src/node/processWide';
import { Scene } from '../../support/durability/scene';

const day = 24 * 60 * 60_000;
const real = Date.now.bind(Date);

/** Sets the clock of this process. */
function jump(by: number): void {
  vi.spyOn(Date, 'now').mockImplementation(() => real() + by);
}

/** Sets the times of everything in a folder, as if the clock had jumped since. */
function shift(folder: string, by: number): void {
  const then = new Date(real() + by);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    utimesSync(path.join(folder, name), then, then);
  }
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'clocks-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});
afterAll(endProcessWide);

describe.each([
  ['back', -day],
  ['forward', day],
])('a clock that jumps %s by a day', (_, by) => {
  it('keeps nobody waiting for a lock that is held', async () => {
    const file = path.join(folder, '.a.png.mask.lock');
    const held = await takeLock(file, 0);
    const waiting = takeLock(file, 200);
    jump(by);
    expect(await waiting).toBeUndefined();
    expect(await held!.isOurs()).toBe(true);
    await held!.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('costs no file that another machine is writing', async () => {
    const theirs = path.join(folder, '.a.png.mask.png.0012ab0034cd00000000.tmp');
    writeFileSync(theirs, 'half');
    jump(by);
    await sweepTemporaries(folder);
    expect(existsSync(theirs)).toBe(true);
    vi.restoreAllMocks();
    shift(folder, by);
    await sweepTemporaries(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('costs no masks, whenever it jumps', async () => {
    const scene = new Scene({ layout: 'beside', format: 'png' });
    try {
      await scene.run(3);
      shift(scene.folder, by);
      await scene.run(9, { replace: true });
      shift(scene.folder, by);
      await scene.save('a.png', 5);
      const before = scene.contents();
      await scene.run(4, { replace: true });
      expect(await scene.view('a.png')).toMatchObject([{ by: 'a person' }]);
      shift(scene.folder, by);
      expect((await scene.undo())!.removed).toEqual(['b.png']);
      expect(scene.contents()).toEqual(before);
      expect(scene.leftovers()).toEqual([]);
    } finally {
      scene.dispose();
    }
  });
});
