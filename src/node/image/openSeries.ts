import { createHash } from 'node:crypto';
import { UserError } from '../../core/base/error';
import { checkExtent } from '../../core/formats/limits';
import { checkSlice } from '../../core/image/medicalImage';
import { t } from '../../core/text/message';
import type { DecodePool } from '../decode/decodePool';
import type { ImagePlace, SeriesImage } from '../series/folderSeries';
import { closed, imageOfFile, inFile, withRemarks, type OpenedImage } from './openedImage';

/**
 * Opens a series, of which no more than the slices that are being decoded is in memory.
 * @param at slice and volume that the opened file holds
 * @throws UserError as `openImage`
 */
export async function openSeries(
  series: SeriesImage,
  at: Pick<ImagePlace, 'slice' | 'volume'>,
  decoders: DecodePool,
): Promise<OpenedImage> {
  const { anchor, files, slices, apart, instances, stamps, geometry, remarks } = series;
  const volumes = files.length / slices;
  const first = imageOfFile(anchor, await inFile(anchor, () => decoders.open(anchor)));
  first.dispose();
  const { geometry: _ofOneSlice, ...described } = first.info;
  const info = withRemarks(
    { ...described, slices, ...(volumes === 1 ? {} : { volumes }), ...(geometry === undefined ? {} : { geometry }) },
    remarks,
  );
  checkExtent({ width: info.width, height: info.height, slices, volumes, bytesPerPixel: 0 });
  const hash = createHash('sha256').update(JSON.stringify([instances, stamps]));
  let disposed = false;
  return {
    path: anchor,
    ...{ slice: at.slice, volume: at.volume },
    info,
    instances,
    sources: files,
    files: files
      .map((file, i) => ({ path: file, slice: i % slices, volume: Math.floor(i / slices) }))
      .filter((file) => !apart.has(file.path)),
    contentHash: hash.digest('hex'),
    readSlice: async (index, volume = 0) => {
      checkSlice(info, index, volume);
      const file = files[volume * slices + index]!;
      if (disposed) throw closed();
      const read = await inFile(file, () => decoders.run((api) => api.readFile(file)));
      if (read.width !== info.width || read.height !== info.height || read.channels !== info.channels) {
        throw new UserError('damaged', {
          file,
          problem: t`The file has changed and no longer matches its series.`,
          advice: t`Close the image and open it again.`,
        });
      }
      return read;
    },
    dispose: () => {
      disposed = true;
    },
  };
}
