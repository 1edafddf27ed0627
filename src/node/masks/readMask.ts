import { UserError, userErrorOf } from '../../core/base/error';
import type { LabelMap } from '../../core/formats/png/labelMap';
import type { Size } from '../../core/geometry/rect';
import { Mask } from '../../core/mask/mask';
import { labelValuesIn } from '../../core/mask/labelMap';
import { checkLabelValues } from '../../core/layouts/checkValues';
import { codesLabels, noTable, readColors, type ColoredPixels } from '../../core/layouts/colors/read';
import { refuseGraded } from '../../core/layouts/graded';
import { readObject, type ObjectReading } from '../../core/layouts/inverted';
import { eachColor, type LoadedReading } from '../../core/layouts/maskReading';
import { t } from '../../core/text/message';
import { maskPixels } from './maskPixels';

/**
 * Reads a mask of one object: every pixel that is not black belongs to it.
 * @param size size of its image
 * @param reading which part of an inverted mask is the object
 * @throws UserError that names the file, `damaged` also when the sizes differ, `unsupported-encoding` for probabilities,
 * `bad-input` with a question for an inverted mask and for one whose colours are labels
 */
export async function readMask(file: string, size: Size, reading?: ObjectReading): Promise<Mask> {
  try {
    const pixels = await pixelsOf(file, size);
    if ('colors' in pixels && codesLabels(pixels)) throw noTable(pixels);
    return maskOf(pixels, reading);
  } catch (error) {
    throw userErrorOf(error, file);
  }
}

/** A mask, with its label where a file holds several that are told apart by colours. */
export interface ReferenceMask {
  readonly label?: string;
  readonly mask: Mask;
}

/**
 * Reads the masks of a file: one as {@link readMask} reads it or, of a colour-coded file, one for each label.
 * @throws UserError as {@link readMask}
 */
export async function readReferenceMasks(file: string, size: Size, reading: LoadedReading): Promise<ReferenceMask[]> {
  try {
    const pixels = await pixelsOf(file, size);
    if (!('colors' in pixels) || !codesLabels(pixels)) return [{ mask: maskOf(pixels, reading.object) }];
    const { colors, unknownColors } = reading;
    if (colors === undefined) throw noTable(pixels);
    const { data, names } = readColors(pixels, colors === eachColor ? undefined : colors, unknownColors);
    return labelValuesIn(data).map((value) => {
      const mask = new Mask(size.width, size.height);
      for (const [at, each] of data.entries()) mask.data[at] = Number(each === value);
      return { label: names.get(value)!, mask };
    });
  } catch (error) {
    throw userErrorOf(error, file);
  }
}

/** @throws UserError `damaged` when the sizes differ, and for the noise of a JPEG */
async function pixelsOf(file: string, size: Size): Promise<LabelMap | ColoredPixels> {
  const pixels = await maskPixels(file);
  const { width, height } = pixels;
  if ('data' in pixels && /\.jpe?g$/i.test(file)) checkLabelValues(labelValuesIn(pixels.data), new Map(), true);
  if (width === size.width && height === size.height) return pixels;
  throw new UserError('damaged', {
    problem: t`The mask has ${width} × ${height} pixels, but its image has ${size.width} × ${size.height}.`,
  });
}

function maskOf(pixels: LabelMap | ColoredPixels, reading: ObjectReading | undefined): Mask {
  const { width, height } = pixels;
  if ('data' in pixels) refuseGraded(pixels, pixels.data);
  const all = 'colors' in pixels ? pixels.colors : pixels.data;
  const binary = Uint8Array.from(all, (value) => Number(value > 0));
  return new Mask(width, height, readObject(pixels, binary, reading));
}
