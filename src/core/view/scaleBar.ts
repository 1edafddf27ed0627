import type { ImageInfo } from '../image/medicalImage';
import type { ViewTransform } from './camera';
import { isMicroscopic, magnificationText } from './describe';

/** A length in the image that is round in its unit. */
export interface ScaleBar {
  /** CSS pixels that it takes up across the screen. */
  readonly length: number;
  /** `50 mm`, or of a slide `200 µm · 10×`. */
  readonly text: string;
}

/** Millimetres between the pixels of a scan, times the magnification of its objective: 0.5 µm at 20×, give or take a fifth. */
const scanned = 0.01;
/** The longest that a bar gets, in CSS pixels. */
const longest = 110;
const micrometres = 1000;

/**
 * The scale bar of an image as it is shown: 1, 2 or 5 times a power of ten.
 *
 * @param transform from pixels of the image, or of the largest level of a slide
 * @param pixelRatio pixels of the screen in a CSS pixel: a scan is seen at the magnification of its objective where each of its pixels
 *   takes up one of the screen's
 * @returns undefined where the spacing of the pixels is unknown
 */
export function scaleBar(
  info: Pick<ImageInfo, 'pixelSpacing' | 'magnification'>,
  { scaleX, turned }: Pick<ViewTransform, 'scaleX' | 'turned'>,
  pixelRatio: number,
): ScaleBar | undefined {
  const { pixelSpacing, magnification } = info;
  const spacing = pixelSpacing?.[turned === true ? 1 : 0] ?? 0;
  const scale = Math.abs(scaleX);
  if (!(spacing > 0) || !(scale > 0)) return undefined;
  const perPixel = spacing / scale;
  const length = roundBelow(longest * perPixel);
  if (!(length > 0) || !Number.isFinite(length)) return undefined;
  const inMicrometres = (isMicroscopic(info) || magnification !== undefined) && length < 1;
  const amount = Number((inMicrometres ? micrometres * length : length).toPrecision(1));
  const seen =
    magnification === undefined ? '' : magnificationText(levelOf(magnification, spacing) * scale * pixelRatio);
  const text = `${amount} ${inMicrometres ? 'µm' : 'mm'}`;
  return { length: length / perPixel, text: seen === '' ? text : `${text} · ${seen}` };
}

/** The magnification of a file that may be a smaller version of the scan: each is half of the one before, or a quarter. */
function levelOf(magnification: number, spacing: number): number {
  return magnification / 2 ** Math.max(Math.round(Math.log2((spacing * magnification) / scanned)), 0);
}

/** The largest of 1, 2 and 5 times a power of ten that is not above a number. */
function roundBelow(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2].find((digit) => digit * power <= most) ?? 1);
}
