import { tag, type Directory } from './directory';
import { readImageJ } from './imageJ';
import { readOme } from './ome';
import { readShaped } from './shaped';
import type { StackAxis } from './stack';

/** What the description of the first page says beyond the fields. */
export interface Metadata {
  /** [across, down] in mm. */
  readonly pixelSpacing?: readonly [number, number];
  /** Axes along which images follow each other, the fastest first. */
  readonly axes?: readonly StackAxis[];
  /** Pages of the images in their order, where they are not the first ones of the file. */
  readonly pages?: readonly number[];
  /** Images that follow each other behind the first page's, without pages of their own. */
  readonly images?: number;
  /** From stored to calibrated values. */
  readonly slope?: number;
  readonly intercept?: number;
  readonly unit?: string;
  readonly remarks?: readonly string[];
}

/** Resolutions in pixels per inch that programs write when they know none. */
const screenResolutions = [72, 96];

/** Physical size and order of images: from OME-XML, the descriptions of ImageJ and tifffile, MetaMorph, or the fields for resolution. */
export function readMetadata(page: Directory, samples: number): Metadata {
  const description = page.text(tag.imageDescription);
  if (/<(\w+:)?OME\b/.test(description)) return readOme(description, samples);
  if (description.startsWith('ImageJ=')) return readImageJ(description, resolutionOf(page));
  const planes = page.count(tag.metaMorphPlanes);
  return {
    ...spacingOf(page),
    ...(planes > 1 ? { images: planes } : readShaped(description, samples)),
  };
}

function spacingOf(page: Directory): Pick<Metadata, 'pixelSpacing'> {
  const unit = { 2: 25.4, 3: 10 }[page.number(tag.resolutionUnit, 2)];
  const [across, down] = resolutionOf(page);
  const isScreen = unit === 25.4 && screenResolutions.includes(across);
  return unit === undefined || isScreen ? {} : knownSpacing(unit / across, unit / down);
}

function resolutionOf(page: Directory): readonly [number, number] {
  return [page.number(tag.xResolution, Number.NaN), page.number(tag.yResolution, Number.NaN)];
}

/** A pixel's size in mm where both sides are known. */
export function knownSpacing(across: number, down: number): Pick<Metadata, 'pixelSpacing'> {
  const known = [across, down].every((size) => Number.isFinite(size) && size > 0);
  return known ? { pixelSpacing: [across, down] } : {};
}
