import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { AnnotationNote } from '../../../src/core/layouts/annotationNote';
import { LabelTable } from '../../../src/core/layouts/labelTable';
import { planRun } from '../../../src/node/bulk/planRun';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { readFoundMask } from '../../../src/node/transfer/readFoundMask';
import { imageAtHand } from '../../support/sourceFolder';
import { english } from '../../../src/core/text/message';

const size = { width: 20, height: 10 };

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'exported-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

function put(files: Readonly<Record<string, string>>, images: readonly string[]): void {
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  for (const name of images) write(name, encode({ ...size, data: new Uint8Array(200), channels: 1, depth: 8 }));
}

/** What a run asks of each image by `masks`: label, box, and the pixels of the mask that goes along. */
async function prompts() {
  const { sources, todo } = await planRun({ folder: root, sources: [{ kind: 'masks' }] });
  const notes: AnnotationNote[] = [...sources.notes];
  const found: Record<string, unknown[]> = {};
  for (const file of todo) {
    const image = await openImage(path.join(root, file));
    const note = (each: AnnotationNote): void => void notes.push(each);
    const labels = new LabelTable([]);
    const at = imageAtHand(file, {
      ...{ info: image.info, note },
      readFound: (mask, place, reading) => readFoundMask(root, mask, place, image, labels, { note, reading }),
    });
    found[file] = (await sources.objectsIn([at], at)).map(({ label, prompt: { box }, previous }) => [
      ...[label, box!.x0, box!.y0, box!.x1, box!.y1, previous?.area ?? 'box'],
    ]);
    image.dispose();
  }
  return { found, notes: notes.map(({ file, message }) => `${file}: ${english(message)}`) };
}

const polygon = ['liver', 2, 1, 8, 6, 30];
const box = ['liver', 10.5, 2, 15.5, 7, 'box'];

it.each<[string, Record<string, string>, string]>([
  [
    'CVAT',
    {
      'annotations.xml': `<annotations><image id="0" name="a.png" width="20" height="10">
        <polygon label="liver" points="2,1;8,1;8,6;2,6"/><box label="liver" xtl="10.5" ytl="2" xbr="15.5" ybr="7"/>
        </image></annotations>`,
    },
    'images/a.png',
  ],
  [
    'YOLO',
    {
      'data.yaml': 'names: [liver]',
      'labels/a.txt': '0 0.1 0.1 0.4 0.1 0.4 0.6 0.1 0.6\n0 0.65 0.45 0.25 0.5\n',
    },
    'images/a.png',
  ],
  [
    'LabelMe',
    {
      'a.json': JSON.stringify({
        shapes: [
          {
            label: 'liver',
            points: [
              [2, 1],
              [8, 1],
              [8, 6],
              [2, 6],
            ],
          },
          {
            label: 'liver',
            shape_type: 'rectangle',
            points: [
              [15.5, 7],
              [10.5, 2],
            ],
          },
        ],
        imageWidth: 20,
        imageHeight: 10,
      }),
    },
    'a.png',
  ],
  [
    'VIA',
    {
      'via_project.json': JSON.stringify({
        _via_img_metadata: {
          'a.png1': {
            filename: 'a.png',
            regions: [
              {
                shape_attributes: { name: 'polygon', all_points_x: [2, 8, 8, 2], all_points_y: [1, 1, 6, 6] },
                region_attributes: { label: 'liver' },
              },
              {
                shape_attributes: { name: 'rect', x: 10.5, y: 2, width: 5, height: 5 },
                region_attributes: { label: 'liver' },
              },
            ],
          },
        },
      }),
    },
    'images/a.png',
  ],
  [
    'Label Studio',
    {
      'project-1-at-2026.json': JSON.stringify([
        {
          id: 1,
          data: { image: '/data/upload/1/3f2a91bc-a.png' },
          annotations: [
            {
              result: [
                {
                  type: 'polygonlabels',
                  value: {
                    points: [
                      [10, 10],
                      [40, 10],
                      [40, 60],
                      [10, 60],
                    ],
                    polygonlabels: ['liver'],
                  },
                },
                {
                  type: 'rectanglelabels',
                  value: { x: 52.5, y: 20, width: 25, height: 50, rectanglelabels: ['liver'] },
                },
              ],
            },
          ],
        },
      ]),
    },
    'images/a.png',
  ],
])('%s gives outlines with their masks, and boxes alone', async (_, files, image) => {
  put(files, [image]);
  const { found, notes } = await prompts();
  expect(found[image]).toHaveLength(2);
  for (const [i, expected] of [polygon, box].entries()) {
    for (const [k, value] of (found[image]![i] as unknown[]).entries()) {
      if (typeof value === 'number') expect(value).toBeCloseTo(expected[k] as number, 9);
      else expect(value).toBe(expected[k]);
    }
  }
  expect(notes).toEqual([]);
});

it('Roboflow and CVAT keep COCO files apart from, or among, the images', async () => {
  const coco = (names: readonly string[]) =>
    JSON.stringify({
      images: names.map((file_name, id) => ({ id, file_name, width: 20, height: 10 })),
      categories: [{ id: 1, name: 'liver' }],
      annotations: names.map((_, id) => ({
        id,
        image_id: id,
        category_id: 1,
        segmentation: [[2, 1, 8, 1, 8, 6, 2, 6]],
      })),
    });
  const roboflow = {
    'train/_annotations.coco.json': coco(['a.png', 'b.png']),
    'valid/_annotations.coco.json': coco(['a.png']),
  };
  put(roboflow, ['train/a.png', 'train/b.png', 'valid/a.png']);
  const request = { source: root, images: root, origin: 'human', by: 'tests' } as const;
  expect(await importMasks(request)).toMatchObject({
    done: ['train/a.png', 'train/b.png', 'valid/a.png'],
    ...{ objects: 3, skipped: [], failed: [], notes: [] },
  });
  rmSync(root, { recursive: true });
  put({ 'annotations/instances_default.json': coco(['a.png', 'sub/b.png']) }, ['images/a.png', 'images/sub/b.png']);
  expect(await importMasks(request)).toMatchObject({ done: ['images/a.png', 'images/sub/b.png'], skipped: [] });
});
