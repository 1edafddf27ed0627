import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { overlaysOf } from '../../../src/node/transfer/overlaysOf';
import { dicomFile, greyImage, u16, type DicomElement } from '../../fixtures/dicomFile';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'overlays-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

/** An overlay plane; its origin counts rows and columns from 1. */
function overlay(group: string, [rows, columns]: [number, number], origin: readonly number[]): DicomElement[] {
  return [
    [`${group},0010`, 'US', rows],
    [`${group},0011`, 'US', columns],
    [`${group},0040`, 'CS', 'G'],
    [`${group},0050`, 'SS', u16(...origin.map((each) => each & 0xffff))],
  ];
}

async function planesOf(elements: readonly DicomElement[]) {
  const file = path.join(root, 'a.dcm');
  writeFileSync(file, dicomFile(elements));
  const image = await openImage(file);
  try {
    const objects = await overlaysOf(image);
    return {
      overlays: image.info.overlays,
      planes: objects.map(({ label, slice, mask }) => [label, slice, [...decodeRunLength(mask).data].join('')]),
    };
  } finally {
    image.dispose();
  }
}

it('reads planes with data of their own, from their origin on', async () => {
  // numpy.packbits(bitorder='little') of the rows 101 and 011, and of 11 and 11.
  const named: DicomElement[] = [
    ...overlay('6000', [2, 3], [1, 2]),
    ['6000,1500', 'LO', 'lesion'],
    ['6000,3000', 'OW', Uint8Array.of(0b110101, 0)],
  ];
  const beyond: DicomElement[] = [...overlay('6002', [2, 2], [0, 4]), ['6002,3000', 'OW', Uint8Array.of(0b1111, 0)]];
  expect(await planesOf([...greyImage(4, 3), ...named, ...beyond])).toEqual({
    overlays: 2,
    planes: [
      ['lesion', 0, '010100110000'],
      ['overlay', 0, '000100000000'],
    ],
  });
});

it('reads planes in unused bits of the pixels', async () => {
  const cells = u16(0x8001, 2, 0x8003, 4, 0x7fff, 0xffff);
  const image = greyImage(3, 2, ['0028,0101', 'US', 12], ['0028,0102', 'US', 11], ['7fe0,0010', 'OW', cells]);
  const { planes } = await planesOf([...image, ...overlay('6000', [2, 3], [1, 1]), ['6000,0102', 'US', 15]]);
  expect(planes).toEqual([['overlay', 0, '101001']]);
});

it('leaves out planes that are cut off or empty', async () => {
  const short: DicomElement[] = [...overlay('6000', [9, 9], [1, 1]), ['6000,3000', 'OW', Uint8Array.of(1, 0)]];
  const empty: DicomElement[] = [...overlay('6002', [2, 2], [1, 1]), ['6002,3000', 'OW', Uint8Array.of(0, 0)]];
  expect((await planesOf([...greyImage(4, 3), ...short, ...empty])).planes).toEqual([]);
  expect(await planesOf(greyImage(4, 3))).toEqual({ overlays: undefined, planes: [] });
});
