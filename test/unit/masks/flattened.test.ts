import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { flattenedNote, summaryText } from '../../../src/core/bulk/bulkSummary';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { english } from '../../../src/core/text/message';
import { endProcessWide } from '../../../src/node/processWide';
import { saveMasks } from '../../../src/node/masks/maskStore';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { Scene } from '../../support/durability/scene';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 24, height: 16 };
const boxes: Extract<SourceSpec, { kind: 'box' }>[] = [
  { kind: 'box', label: 'liver', box: [0, 0, 6, 9] },
  { kind: 'box', label: 'lesion', box: [4, 0, 8, 9] },
];
const lost = '18 of 54 pixels of “liver” are covered by “lesion”';

afterAll(endProcessWide);

it('a run reports what its label maps lose where objects overlap', async () => {
  const scene = new Scene({ layout: 'beside', format: 'png' });
  try {
    const summary = await scene.run(0, { sources: boxes });
    expect(summary.flattened.map(({ file, text }) => [file, english(text)])).toEqual([
      ['a.png', lost],
      ['b.png', lost],
    ]);
    expect(english(summaryText(summary))).toContain('2 with overlapping objects');
    expect(await scene.view('a.png')).toHaveLength(2);
  } finally {
    scene.dispose();
  }
});

it('a run that writes one file per object loses nothing', async () => {
  const scene = new Scene({ layout: 'objects', format: 'png' });
  try {
    expect((await scene.run(0, { sources: boxes })).flattened).toEqual([]);
  } finally {
    scene.dispose();
  }
});

it('an import reports what the label map beside the image loses', async () => {
  const scene = new Scene({ layout: 'beside', format: 'png' });
  const source = path.join(mkdtempSync(path.join(tmpdir(), 'coco-')), 'masks.json');
  try {
    const polygons = boxes.map(({ box: [x0, y0, x1, y1] }, i) => ({
      ...{ id: i, image_id: 1, category_id: i + 1, iscrowd: 0 },
      segmentation: [[x0, y0, x1, y0, x1, y1, x0, y1]],
    }));
    const categories = boxes.map(({ label: name }, i) => ({ id: i + 1, name }));
    const images = [{ id: 1, file_name: 'a.png', ...size }];
    writeFileSync(source, JSON.stringify({ images, categories, annotations: polygons }));
    const { done, losses } = await importMasks({ source, images: scene.folder, origin: 'human', by: 'tests' });
    expect(done).toEqual(['a.png']);
    expect(losses).toEqual([{ file: 'a.png', loss: english(flattenedNote(lost)) }]);
  } finally {
    rmSync(path.dirname(source), { recursive: true });
    scene.dispose();
  }
});

it('a save reports overlaps only to writers that cannot ask before it', async () => {
  const scene = new Scene({ layout: 'beside', format: 'png' });
  try {
    const objects = [
      rectObject(size, { x0: 0, y0: 0, x1: 6, y1: 9 }, { origin: 'human' }),
      rectObject(size, { x0: 4, y0: 0, x1: 8, y1: 9 }, { id: '2', label: 'lesion', origin: 'human' }),
    ];
    const content = { labels: [liver, { name: 'lesion', value: 2, color: '#00ff00' }], objects };
    const image = { ...size, slices: 1, path: scene.at('a.png') };
    const { version, flattened } = await saveMasks(image, content, { writer: 'human' });
    expect(flattened).toBeUndefined();
    const told = { writer: 'human', expected: version, reportsOverlaps: true } as const;
    expect(english((await saveMasks(image, content, told)).flattened!)).toBe(lost);
  } finally {
    scene.dispose();
  }
});
