import { createHash } from 'node:crypto';
import { UserError } from '../../core/base/error';
import { openContent as openImage } from '../../core/formats/registry';
import type { PixelCodecs } from '../../core/formats/pixelCodecs';
import { volumesOf, type MedicalImage } from '../../core/image/medicalImage';
import { cut } from '../../core/image/pyramidReader';
import type { RegionReader } from '../../core/image/regionReader';
import type { Slice } from '../../core/image/slice';
import { volumeOf } from '../../core/image/slicePlace';
import { t, type Message } from '../../core/text/message';
import { noSiblings } from '../../core/formats/siblings';
import { openContent } from './imageContent';

/** A slide with the smaller versions that other files hold. */
export interface JoinedLevels {
  readonly regions: RegionReader;
  /** Why versions are left out. */
  readonly remarks: readonly Message[];
  readonly close: () => Promise<void>;
}

/**
 * Joins a slide with the smaller versions in other files, as levels of one picture. What cannot be read is left out.
 * @param files paths, that of the largest version first
 */
export async function joinLevels(
  { info, regions: own }: MedicalImage & { readonly regions: RegionReader },
  files: readonly string[],
  codecs: PixelCodecs,
): Promise<JoinedLevels> {
  const readers: RegionReader[] = [];
  const remarks: Message[] = [];
  const closes: (() => Promise<void>)[] = [];
  for (const file of files) {
    try {
      const { content, close } = await openContent(file, createHash('sha256'));
      closes.push(close);
      const image = await openImage(content, file, codecs, noSiblings);
      if (image.info.channels !== info.channels || volumesOf(image.info) !== volumesOf(info)) {
        remarks.push(leftOut(file, t`Its pixels are of another kind than those of the image.`));
      } else readers.push(image.regions ?? wholeOf(image));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      remarks.push(leftOut(file, error.details.problem));
    }
  }
  return {
    regions: {
      levels: [own.levels[0]!, ...readers.map(({ levels }) => levels[0]!)],
      read: async (level, rect, at) => {
        const { gaps, ...slice } = await (level === 0 ? own : readers[level - 1]!).read(0, rect, at);
        return { ...slice, ...(gaps === undefined ? {} : { gaps: gaps.map((gap) => ({ ...gap, level })) }) };
      },
    },
    remarks,
    close: async () => {
      await Promise.all(closes.map((close) => close()));
    },
  };
}

function leftOut(file: string, why: Message): Message {
  return t`The smaller version in ${file} is left out: ${why}`;
}

/** A version that is small enough to be decoded as a whole, of which the last picture is kept. */
function wholeOf(image: MedicalImage): RegionReader {
  const { width, height } = image.info;
  let last: { readonly volume: number; readonly slice: Promise<Slice> } | undefined;
  return {
    levels: [{ width, height, chunk: [width, height] }],
    read: async (_level, rect, at) => {
      const volume = volumeOf(at);
      if (last?.volume !== volume) last = { volume, slice: image.readSlice(0, volume) };
      return cut(await last.slice, rect);
    },
  };
}
