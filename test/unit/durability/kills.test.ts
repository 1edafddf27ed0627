import { afterAll, describe, expect, it } from 'vitest';
import type { UndoSummary } from '../../../src/node/bulk/undoRun';
import { endProcessWide } from '../../../src/node/processWide';
import { asProcess } from '../../support/durability/asProcess';
import { FaultDisk, Stopped, type Fault } from '../../support/durability/faultDisk';
import { checkAfterFault, checkWhole, look } from '../../support/durability/invariants';
import { kinds, nextOperations, operations } from '../../support/durability/operations';
import { quickDisk } from '../../support/durability/quickDisk';
import { Scene } from '../../support/durability/scene';

// Every call and every next operation with `npm run test:durability`; otherwise a sample.
const isFull = process.env['DURABILITY'] === 'full';
const stride = isFull ? 1 : 127;

let ends = 0;
afterAll(async () => {
  console.log(`Processes ended: ${ends}`);
  await endProcessWide();
});

describe.each(kinds)('a process that ends at any call ($name)', (kind) => {
  it.each(Object.entries(operations))('in %s', { timeout: 1_200_000 }, async (name, operation) => {
    const scene = new Scene(kind);
    try {
      await asProcess(quickDisk, () => operation.prepare(scene));
      await scene.keep();
      const before = { seen: await look(scene), contents: scene.contents() };
      const counter = new FaultDisk(quickDisk, Infinity, 'stop');
      const done = await asProcess(counter, () => operation.work(scene));
      expect(done).not.toHaveProperty('error');
      const after = { seen: await look(scene), contents: scene.contents() };
      // What was there before the run that is done or undone.
      const beforeRun = name.startsWith('an undo') ? after.contents : before.contents;
      let points = 0;
      let stopped = 0;
      for (let at = 0; at < counter.calls.length; at++) {
        for (const fault of ['stop', 'torn'] satisfies Fault[]) {
          if (fault === 'torn' && !counter.calls[at]!.startsWith('write')) continue;
          for (const [next, goOn] of Object.entries(nextOperations)) {
            if (points++ % stride !== 0) continue;
            const where = `${name} ended (${fault}) at call ${at}, ${counter.calls[at]!}; then ${next}`;
            scene.reset();
            const disk = new FaultDisk(quickDisk, at, fault);
            await asProcess(disk, () => operation.work(scene));
            // The journal of a run is brought to the disk now and then, so that runs differ by a call or two.
            if (!disk.hasStopped) continue;
            stopped++;
            // Readers change nothing.
            const left = scene.contents();
            await checkAfterFault(scene, before.seen, after.seen, where);
            expect(scene.contents(), where).toEqual(left);
            const onlyNew = !name.startsWith('an undo');
            const outcome = await asProcess(quickDisk, () => goOn(scene, onlyNew));
            if (operation.isForeign === true) await asProcess(quickDisk, () => operation.work(scene));
            else if ('error' in outcome) throw new Error(where, { cause: outcome.error });
            if (next === 'the run is undone' && operation.isRun === true) {
              expect(scene.contents(), where).toEqual(beforeRun);
              const { left: notUndone = [] } = ('value' in outcome && (outcome.value as UndoSummary | undefined)) || {};
              expect(notUndone, where).toEqual([]);
            } else if (operation.isPerson !== true && next !== 'a person saves') {
              expect((await look(scene)).human, where).toEqual(before.seen.human);
            }
            // Whoever works in the folder next cleans up.
            const last = await asProcess(quickDisk, async () => {
              await scene.save(scene.images[0]!, 2);
              await scene.run(5);
            });
            if ('error' in last) throw new Error(`${where}; then a save`, { cause: last.error });
            await checkWhole(scene, where);
          }
        }
      }
      expect(stopped).toBeGreaterThan(0);
      ends += stopped;
    } finally {
      scene.dispose();
    }
  });
});

it('stops for good', async () => {
  const disk = new FaultDisk(quickDisk, 0, 'stop');
  await expect(disk.mkdir('/nowhere')).rejects.toThrow(Stopped);
  await expect(disk.readFile('/nowhere')).rejects.toThrow(Stopped);
});
