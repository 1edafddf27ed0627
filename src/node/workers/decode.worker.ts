import { parentPort } from 'node:worker_threads';
import type { SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import type { MedicalImage } from '../../core/image/medicalImage';
import { frameMasks, type FrameMask } from '../../core/image/segmentation';
import { serve } from '../../core/protocol/rpc';
import { createPixelCodecs } from '../codecs/pixelCodecs';
import type { DecodeApi } from './decodeApi';
import { openFile, readFileHeader } from './openFile';
import { readSliceHeaderFile } from './readSliceHeaderFile';
import { threadPort } from './threadPort';

if (parentPort === null) throw new Error('The decoder runs as a worker thread.');

const codecs = createPixelCodecs();
const images = new Map<number, MedicalImage>();
let nextId = 1;

function imageOf(id: number): MedicalImage {
  const image = images.get(id);
  if (image === undefined) throw new Error(`Image ${id} is not open.`);
  return image;
}

serve<DecodeApi>(threadPort(parentPort), {
  async open(path) {
    const { image, hash } = await openFile(path, codecs);
    const id = nextId++;
    images.set(id, image);
    const { info, niftiHeader, segmentation } = image;
    return {
      id,
      info,
      contentHash: hash,
      // A copy: what is sent leaves this thread.
      ...(niftiHeader === undefined ? {} : { niftiHeader: niftiHeader.slice() }),
      ...(segmentation === undefined ? {} : { segmentation }),
    };
  },
  async readSlice(id, index, volume) {
    const slice = await imageOf(id).readSlice(index, volume);
    return { ...slice, data: slice.data.slice() };
  },
  async readFrameMasks(id, first, count) {
    const image = imageOf(id);
    const { segmentation, info } = image;
    if (segmentation === undefined) throw new Error(`Image ${id} has no segments.`);
    const masks: FrameMask[] = [];
    for (let frame = first; frame < Math.min(first + count, info.slices); frame++) {
      masks.push(...frameMasks(segmentation, frame, await image.readSlice(frame)));
    }
    return masks;
  },
  readHeader: readFileHeader,
  close(id) {
    images.delete(id);
    return Promise.resolve();
  },
  async readFile(path) {
    const { image } = await openFile(path, codecs);
    const slice = await image.readSlice(0);
    return { ...slice, data: slice.data.slice() };
  },
  async readSliceHeaders(paths) {
    const headers: (SliceHeader | null)[] = [];
    for (const path of paths) headers.push(await readSliceHeaderFile(path));
    return headers;
  },
});
