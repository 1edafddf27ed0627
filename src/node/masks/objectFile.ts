import path from 'node:path';
import { readLabelPng, writeBinaryPng } from '../../core/formats/png/labelMap';
import { writeLargeLabelPng } from '../../core/formats/png/largeLabelMap';
import { isLarge } from '../../core/image/pyramid';
import { decodeRunLength, fillRuns } from '../../core/mask/runLength';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { deflatePart } from '../files/gzip';
import { isSameArray } from '../files/sameArray';
import type { MaskFile } from './maskFile';

/** The mask of one object: a PNG of 0 and 255. */
export function objectFile(name: string, folder: string, object: SidecarObject): MaskFile {
  return {
    path: path.join(folder, name),
    name,
    memory: object.mask.size[0] * object.mask.size[1] * 3,
    holds: (bytes) => {
      const mask = decodeRunLength(object.mask);
      const { width, height, data } = readLabelPng(bytes, mask);
      fillRuns(mask.data, object.mask, 255);
      return width === mask.width && height === mask.height && isSameArray(data, mask.data);
    },
    bytes: () => {
      const [width, height] = object.mask.size;
      return isLarge({ width, height })
        ? writeLargeLabelPng({ width, height }, [{ mask: object.mask, value: 255 }], deflatePart)
        : writeBinaryPng(decodeRunLength(object.mask));
    },
  };
}
