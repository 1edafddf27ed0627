import { createHash } from 'node:crypto';
import { UserError } from '../../core/base/error';
import { checkExtent } from '../../core/formats/limits';
import type { SeriesImage } from '../series/folderSeries';
import type { DecodePool } from '../workers/decodePool';
import { closed, imageOfFile, inFile, withRemarks, type OpenedImage } from './openedImage';

/**
 * Opens a series, of which no more than the slices that are being decoded is in memory.
 * @param slice the one that the opened file holds
 * @throws UserError as `openImage`
 */
export async function openSeries(series: SeriesImage, slice: number, decoders: DecodePool): Promise<OpenedImage> {
  const { anchor, files, apart, instances, stamps, geometry, remarks } = series;
  const first = imageOfFile(anchor, await inFile(anchor, () => decoders.open(anchor)));
  first.dispose();
  const { geometry: _ofOneSlice, ...described } = first.info;
  const info = withRemarks(
    { ...described, slices: files.length, ...(geometry === undefined ? {} : { geometry }) },
    remarks,
  );
  checkExtent({ width: info.width, height: info.height, slices: files.length, bytesPerPixel: 0 });
  const hash = createHash('sha256').update(JSON.stringify([instances, stamps]));
  let disposed = false;
  return {
    path: anchor,
    slice,
    info,
    instances,
    files: files.map((file, index) => ({ path: file, slice: index })).filter((file) => !apart.has(file.path)),
    contentHash: hash.digest('hex'),
    readSlice: async (index) => {
      const file = files[index];
      if (file === undefined) throw new RangeError(`Slice ${index} is outside 0 to ${files.length - 1}.`);
      if (disposed) throw closed();
      const read = await inFile(file, () => decoders.run((api) => api.readFile(file)));
      if (read.width !== info.width || read.height !== info.height || read.channels !== info.channels) {
        throw new UserError('damaged', {
          file,
          problem: 'The file has changed and no longer fits its series.',
          advice: 'Close the image and open it again.',
        });
      }
      return read;
    },
    dispose: () => {
      disposed = true;
    },
  };
}
