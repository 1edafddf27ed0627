import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { LayoutName } from '../../../src/core/layouts/registry';
import type { TransferSummary } from '../../../src/core/layouts/summary';
import type { Mask } from '../../../src/core/mask/mask';
import { endProcessWide } from '../../../src/node/processWide';
import { masksAtHand } from '../../../src/node/transfer/exported';
import { exportFound, exportMasks } from '../../../src/node/transfer/exportMasks';
import { filesBelow, size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';
import { writeTiff } from '../../support/writeTiff';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'parts-'));
  mkdirSync(inRoot('from/a'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const inRoot = (...name: string[]): string => path.join(root, ...name);
const exported = (layout: LayoutName, parts?: number, deidentify = false): Promise<TransferSummary> =>
  exportMasks({
    ...{ folder: inRoot('from'), layout, out: inRoot(`${layout}-${parts ?? 'whole'}`), selection: 'all', deidentify },
    ...(parts === undefined ? {} : { parts }),
  });
const pixelsOf = (...name: string[]) => decode(readFileSync(inRoot(...name)));

/** What of an image of `size` lies in a part of 4 × 4 pixels. */
function cropped(data: ArrayLike<number>, x0: number, y0: number): number[] {
  const found = [];
  for (let y = y0; y < Math.min(y0 + 4, size.height); y++) {
    for (let x = x0; x < Math.min(x0 + 4, size.width); x++) found.push(data[y * size.width + x]!);
  }
  return found;
}

// From the second column of parts to the third, in the upper row.
const liver = rectMask(size, { x0: 5, y0: 1, x1: 9, y1: 3 });
const cyst = rectMask(size, { x0: 6, y0: 2, x1: 7, y1: 6 });
const put = (name: string, objects: readonly Mask[] = [liver, cyst]): void => {
  writeSidecar(
    inRoot('from'),
    name,
    objects.map((mask, i) => ({ label: i === 0 ? 'liver' : 'cyst', slice: 0, mask })),
  );
};

it('writes the parts of a picture that have masks, with their own pixels', async () => {
  writeImage(inRoot('from'), 'a/scan.png');
  put('a/scan.png');
  const summary = await exported('yolo', 4);
  expect(summary).toMatchObject({ failed: [], skipped: [], objects: 4 });
  const names = ['scan_x00004_y00000', 'scan_x00008_y00000', 'scan_x00004_y00004'];
  expect(summary.done).toEqual(names.map((name) => `a/${name}.png`));
  const whole = pixelsOf('from/a/scan.png');
  for (const [i, [x, y]] of (
    [
      [4, 0],
      [8, 0],
      [4, 4],
    ] as const
  ).entries()) {
    const file = filesBelow(inRoot('yolo-4')).find((name) => name.endsWith(`${names[i]!}.png`));
    const part = pixelsOf('yolo-4', file!);
    expect([part.width, part.height]).toEqual([Math.min(4, size.width - x), Math.min(4, size.height - y)]);
    expect([...part.data]).toEqual(cropped(whole.data, x, y));
  }
});

it('writes masks that are those of the picture', async () => {
  writeImage(inRoot('from'), 'a/scan.png');
  put('a/scan.png');
  await exported('pairs', 4);
  const map = pixelsOf(
    'pairs-4',
    filesBelow(inRoot('pairs-4')).find((name) => /masks.*x00004_y00000/.test(name))!,
  );
  const shown = cropped(liver.data, 4, 0).map((value, i) => value + 2 * cropped(cyst.data, 4, 0)[i]!);
  expect([...map.data].map((value) => value > 0)).toEqual(shown.map((value) => value > 0));
});

it('shows all parts under the window of the picture', async () => {
  const values = Uint16Array.from({ length: size.width * size.height }, (_, at) => at * 900);
  const bytes = new Uint8Array(values.buffer);
  const pixels = { bits: 16, samples: 1, compression: 1, photometric: 1 } as const;
  const level = { ...size, chunk: [size.width, size.height] as const, chunks: [bytes] };
  writeFileSync(inRoot('from/deep.tif'), writeTiff([level], pixels));
  put('deep.tif');
  await exported('yolo');
  await exported('yolo', 4);
  const whole = pixelsOf('yolo-whole/images/deep.png');
  const part = pixelsOf('yolo-4/images/deep_x00004_y00000.png');
  const grey = (data: ArrayLike<number>, channels: number): number[] =>
    Array.from({ length: data.length / channels }, (_, i) => data[i * channels]!);
  expect(grey(part.data, part.channels)).toEqual(cropped(grey(whole.data, whole.channels), 4, 0));
});

it('leaves volumes and small pictures whole', async () => {
  writeImage(inRoot('from'), 'volume.nii.gz', 3);
  writeSidecar(inRoot('from'), 'volume.nii.gz', [{ label: 'liver', slice: 1, mask: liver }], 3);
  writeImage(inRoot('from'), 'small.png');
  put('small.png');
  expect((await exported('yolo', 9)).done).toEqual(['small.png', 'volume.nii.gz']);
  expect((await exported('yolo', 4)).done).toContain('volume.nii.gz');
});

it('refuses a layout without images', async () => {
  writeImage(inRoot('from'), 'scan.png');
  put('scan.png');
  await expect(exported('coco', 4)).rejects.toMatchObject({ code: 'bad-input' });
  expect(existsSync(inRoot('coco-4'))).toBe(false);
});

it('asks about pictures that are too large for most programs', async () => {
  const [width, height] = [5000, 4000];
  const runs = { size: [width, height], counts: [3 * width + 10, 20, width * height - 3 * width - 30] } as const;
  const info = { format: 'png', width, height, slices: 1, channels: 1 } as const;
  const open = (): Promise<never> => Promise.reject(new Error('Nothing is opened.'));
  const found = masksAtHand(
    { path: inRoot('from/large.png'), info } as never,
    [{ label: 'a', slice: 0, mask: runs }],
    open,
    [],
  );
  const asked: number[] = [];
  const request = { folder: inRoot('from'), out: inRoot('out'), layout: 'yolo' } as const;
  const onLarge = (images: number) => {
    asked.push(images);
    return Promise.resolve('cancel' as const);
  };
  expect(await exportFound(found, request, { onLarge })).toMatchObject({ cancelled: true, done: [] });
  expect(await exportFound(found, { ...request, layout: 'coco' }, { onLarge })).toMatchObject({ cancelled: false });
  expect(asked).toEqual([1]);
});

it('makes DICOM images of the parts where the layout refers to some', async () => {
  writeImage(inRoot('from'), 'a/scan.png');
  put('a/scan.png');
  const { failed, forecast } = await exported('dicom-seg', 4);
  expect(failed).toEqual([]);
  expect(forecast?.find(({ outcome }) => outcome === 'derived')?.count).toBe(3);
  expect(filesBelow(inRoot('dicom-seg-4'))).toHaveLength(6);
});

it('gives de-identified parts numbers as names', async () => {
  writeImage(inRoot('from'), 'a/scan.png');
  put('a/scan.png');
  const summary = await exported('yolo', 4, true);
  expect(summary.failed).toEqual([]);
  expect(filesBelow(inRoot('yolo-4')).join()).not.toContain('scan');
});

it('refuses a name that another image has', async () => {
  writeImage(inRoot('from'), 'scan.png');
  put('scan.png');
  copyFileSync(inRoot('from/scan.png'), inRoot('from/SCAN_x00004_y00000.png'));
  await expect(exported('yolo', 4)).rejects.toMatchObject({ code: 'conflict' });
});
