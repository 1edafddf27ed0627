import { readFile } from 'node:fs/promises';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { Mask } from '../../src/core/mask/mask';

/** What has a label in a mask file, whichever it is. */
export async function readMask(file: string): Promise<Mask> {
  const { width, height, data } = readLabelPng(await readFile(file));
  return new Mask(
    width,
    height,
    Uint8Array.from(data, (value) => Number(value > 0)),
  );
}
