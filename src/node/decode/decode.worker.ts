import { parentPort } from 'node:worker_threads';
import type { SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import { frameMasks, type FrameMask } from '../../core/image/segmentationInfo';
import { serve } from '../../core/protocol/rpc';
import { createPixelCodecs } from '../codecs/pixelCodecs';
import { threadPort } from '../process/threadPort';
import type { DecodeApi } from './decodeApi';
import { openFile, readFileHeader, type HeldImage } from './openFile';
import { readSliceHeaderFile } from './readSliceHeaderFile';

if (parentPort === null) throw new Error('The decoder runs as a worker thread.');

const codecs = createPixelCodecs();
const images = new Map<number, HeldImage>();
let nextId = 1;

function heldImage(id: number): HeldImage {
  const open = images.get(id);
  if (open === undefined) throw new Error(`Image ${id} is not open.`);
  return open;
}

function imageOf(id: number): HeldImage['image'] {
  return heldImage(id).image;
}

serve<DecodeApi>(threadPort(parentPort), {
  async open(path, { asFrames = false, array, levels } = {}) {
    const whole = await openFile(path, codecs, array, levels);
    const { frames } = whole.image;
    const open = asFrames && frames !== undefined ? { ...whole, image: frames } : whole;
    const id = nextId++;
    images.set(id, open);
    const { info, niftiHeader, segmentation } = open.image;
    return {
      id,
      info,
      contentHash: open.hash,
      dataFiles: open.dataFiles,
      // A copy: what is sent leaves this thread.
      ...(niftiHeader === undefined ? {} : { niftiHeader: niftiHeader.slice() }),
      ...(segmentation === undefined ? {} : { segmentation }),
    };
  },
  async readSlice(id, index, volume) {
    const slice = await imageOf(id).readSlice(index, volume);
    return { ...slice, data: slice.data.slice() };
  },
  async readRegion(id, level, rect, at) {
    const { pyramid } = heldImage(id);
    if (pyramid === undefined) throw new Error(`Image ${id} is not read by regions.`);
    return pyramid.read(level, rect, at);
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
  async close(id) {
    const open = images.get(id);
    images.delete(id);
    await open?.close();
  },
  async readFile(path) {
    const { image, close } = await openFile(path, codecs);
    try {
      const slice = await image.readSlice(0);
      return { ...slice, data: slice.data.slice() };
    } finally {
      await close();
    }
  },
  async readSliceHeaders(paths) {
    const headers: (SliceHeader | null)[] = [];
    for (const path of paths) headers.push(await readSliceHeaderFile(path));
    return headers;
  },
});
