import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { replayOf, type ReplayCase } from '../../../src/core/replay/replay';
import { replayBody, replayFile, textReport } from '../../../src/core/replay/report';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import type { Segmenter } from '../../../src/node/inference/segmenter';
import { saveMasks } from '../../../src/node/masks/maskStore';
import { endProcessWide } from '../../../src/node/processWide';
import { replayModel, replayTaught } from '../../../src/node/replay/replay';
import { saveTaught } from '../../../src/node/teach/taughtStore';
import { boxModel, boxSegmenter, boxSize, writeBoxImage } from '../../support/boxModel';
import { liver, rectMask, rectObject } from '../../support/sidecars';
import { taughtCard } from '../../support/taughtLabel';

const caseOf = (image: string, before: number, after: number, more: Partial<ReplayCase> = {}): ReplayCase => ({
  ...{ image, label: 'liver', slice: 0, isOwn: false, before, after },
  ...more,
});
const head = { names: ['old', 'new'], unprompted: 0, failures: 0 } as const;

describe('a replay', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];

  it('says what became better and worse, worst first', () => {
    const replay = replayOf(head, [caseOf('a', 0.8, 0.9), caseOf('b', 0.8, 0.5), caseOf('c', 0.8, 0.805)]);
    expect(replay.labels).toMatchObject([{ label: 'liver', images: 3, masks: 3, better: 1, worse: 1 }]);
    expect(replay.cases.map(({ image }) => image)).toEqual(['b', 'c', 'a']);
    expect(replay.verdict).toBe('undecided');
  });

  it('decides where the interval of the difference does not contain 0, and there are images enough', () => {
    const better = six.map((image, i) => caseOf(image, 0.7, 0.8 + i / 100));
    expect(replayOf(head, better).verdict).toBe('better');
    expect(
      replayOf(
        head,
        better.map(({ before, after, ...each }) => ({ ...each, before: after, after: before })),
      ).verdict,
    ).toBe('worse');
    expect(replayOf(head, better.slice(0, 4)).verdict).toBe('undecided');
    expect(
      replayOf(
        head,
        six.map((image, i) => caseOf(image, 0.7, i % 2 === 0 ? 0.9 : 0.5)),
      ).verdict,
    ).toBe('undecided');
  });

  it('does not let masks judge that one of the two has made', () => {
    const own = six.map((image) => caseOf(image, 1, 0.8, { isOwn: true }));
    const replay = replayOf(head, own);
    expect(replay).toMatchObject({ labels: [], own: { masks: 6, worse: 6 }, verdict: 'undecided' });
    expect(replay).not.toHaveProperty('all');
    expect(textReport(replay)).toContain('Accepted unchanged from one of the two');
  });

  it('is printed as a table, and as a page whose rows open their cases', () => {
    const replay = replayOf({ ...head, unprompted: 2 }, [
      caseOf('a', 0.8, 0.9),
      caseOf('b', 0.8, 0.5, { label: '<spleen>', slice: 3 }),
    ]);
    expect(textReport(replay)).toMatch(/^liver +1 +1 +0\.800 +0\.900 +\+0\.100 … \+0\.100 +1 +0$/m);
    expect(textReport(replay)).toMatch(/^All labels +2 +2 /m);
    expect(textReport(replay)).toContain('2 masks without a stored prompt left out.');
    const body = replayBody(replay, { say: english, opens: true });
    expect(body).toMatch(
      /<tr data-place="0"><td class="text"><span[^>]*>b<\/span><\/td><td class="text">&#60;spleen&#62;<\/td><td>4<\/td>/,
    );
    expect(replayFile(replay)).not.toContain('data-place="');
    expect(replayBody(replayOf(head, []), { say: english })).toContain('There is no accepted mask');
  });
});

describe('the prompts of a folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'replay-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(endProcessWide);

  const at = (name: string): string => path.join(folder, name);
  const box = { x0: 2, y0: 3, x1: 12, y1: 13 };
  const options = { token: neverCancelled, onError: () => undefined };
  const candidateModel = { ...boxModel, name: 'other', sha256: 'cd' };

  /** A model that draws only the left half of a box. */
  function halfSegmenter(): Segmenter {
    return {
      ...boxSegmenter(undefined, candidateModel),
      segment: (_, prompts) =>
        Promise.resolve({
          objects: prompts.map((prompt) => {
            const { x0, y0, x1, y1 } = prompt!.box!;
            return { mask: encodeRunLength(rectMask(boxSize, { x0, y0, x1: (x0 + x1) / 2, y1 })), quality: 0.5 };
          }),
          ms: { encode: 1, decode: 1 },
        }),
    };
  }

  async function save(name: string, objects: readonly SidecarObject[]): Promise<void> {
    writeBoxImage(at(name));
    await saveMasks({ ...boxSize, slices: 1, path: at(name) }, { labels: [liver], objects }, { writer: 'human' });
  }

  const object = (fields: Partial<SidecarObject>): SidecarObject =>
    rectObject(boxSize, box, { status: 'corrected', origin: 'human', ...fields });

  it('are asked of both models, and their answers compared with the accepted masks', async () => {
    await save('a.png', [
      object({}),
      object({ id: '2', prompt: {} }),
      object({ id: '3', status: 'draft', origin: 'machine' }),
      object({ id: '4', status: 'rejected' }),
    ]);
    await save('b.png', [object({ status: 'accepted', model: { name: 'boxes', sha256: boxModel.sha256 } })]);
    const replay = await replayModel(folder, boxSegmenter(), halfSegmenter(), options);
    expect(replay).toMatchObject({ names: ['boxes', 'other'], unprompted: 1, failures: 0 });
    expect(
      replay.cases.map(({ image, isOwn, before, after }) => [image, isOwn, before, Number(after.toFixed(6))]),
    ).toEqual([
      ['a.png', false, 1, 0.666667],
      ['b.png', true, 1, 0.666667],
    ]);
    const none = await replayModel(folder, boxSegmenter(), halfSegmenter(), { ...options, labels: ['spleen'] });
    expect(none.cases).toEqual([]);
  });

  it('of a taught label are those of images that taught neither of its last two teachings', async () => {
    const corner = { x0: 2, y0: 2, x1: 9, y1: 9 };
    for (const name of ['a.png', 'b.png']) {
      await save(name, [
        object({ ...rectObject(boxSize, { ...corner, x1: 5 }), status: 'corrected', origin: 'human' }),
        object({ ...rectObject(boxSize, { ...corner, x0: 5 }), id: '2', status: 'accepted', origin: 'human' }),
      ]);
    }
    await expect(replayTaught(folder, 'liver', boxSegmenter(), options)).rejects.toThrow(/not been taught twice/);
    const card = { ...taughtCard, label: 'liver', examples: [{ image: 'a.png', sha256: 'a'.repeat(64), slice: 0 }] };
    await saveTaught(folder, card, Uint8Array.of(1));
    await saveTaught(folder, card, Uint8Array.of(2));
    const replay = await replayTaught(folder, 'liver', boxSegmenter(), options);
    // The masks of the label on a slice are one, as they are found.
    expect(replay.cases).toEqual([{ image: 'b.png', label: 'liver', slice: 0, isOwn: false, before: 1, after: 1 }]);
  });

  it('of damaged sidecars are left out, and a candidate that is the model in use is refused', async () => {
    await save('a.png', [object({})]);
    writeFileSync(at('b.png.masks.json'), '{');
    const failed: string[] = [];
    const replay = await replayModel(folder, boxSegmenter(), halfSegmenter(), {
      ...options,
      onError: ({ message }) => failed.push(message),
    });
    expect(failed).toEqual([expect.stringContaining('b.png.masks.json')]);
    expect(replay).toMatchObject({ failures: 1, cases: [{ image: 'a.png' }] });
    await expect(replayModel(folder, boxSegmenter(), boxSegmenter(), options)).rejects.toThrow(
      /weights of the model in use/,
    );
  });
});
