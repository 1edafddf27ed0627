import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CancellationToken } from '../../../src/core/base/cancellation';
import { partWork } from '../../../src/core/document/foundObjects';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { localMasks } from '../../../src/node/masks/localMasks';
import { MaskThread } from '../../../src/node/masks/maskThread';
import { rectMask } from '../../support/sidecars';

let thread: MaskThread;
beforeEach(() => {
  thread = new MaskThread();
});
afterEach(() => thread.end());

const mask = encodeRunLength(rectMask({ width: 40, height: 30 }, { x0: 2, y0: 3, x1: 20, y1: 20 }));

it('works out parts of masks as it is done here', async () => {
  const args: Parameters<typeof partWork.foundParts>[0] = [mask, { smallest: 0.01 }];
  expect(await thread.foundParts(args)).toEqual(await partWork.foundParts(args));
});

it('stops work that is cancelled, and goes on with other work and with the store', async () => {
  const cancels = new EventEmitter();
  const token: CancellationToken = {
    isCancellationRequested: false,
    onCancellationRequested: (listener) => {
      cancels.once('cancel', listener);
      return { dispose: () => cancels.removeAllListeners() };
    },
  };
  const stored = thread.cleanUp([mask], { kind: 'fillHoles' });
  const cancelled = thread.foundParts([mask, { smallest: 0.01 }], token);
  const other = thread.foundParts([mask, { smallest: 0.01 }]);
  cancels.emit('cancel');
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  expect(await other).toHaveLength(1);
  expect(await stored).toEqual(await localMasks.cleanUp([mask], { kind: 'fillHoles' }));
});
