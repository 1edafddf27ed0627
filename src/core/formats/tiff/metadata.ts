import { readAperio } from './aperio';
import { knownSpacing, type Metadata } from './described';
import { tag, type Directory } from './directory';
import { readImageJ } from './imageJ';
import { readOme } from './ome';
import { readShaped } from './shaped';

/** Resolutions in pixels per inch that programs write when they know none. */
const screenResolutions = [72, 96];

/** Physical size and order of images: from OME-XML, the descriptions of ImageJ and tifffile, MetaMorph, or the fields for resolution. */
export function readMetadata(page: Directory, samples: number): Metadata {
  const description = page.text(tag.imageDescription);
  if (/<(\w+:)?OME\b/.test(description)) return readOme(description, samples);
  if (description.startsWith('ImageJ=')) return readImageJ(description, resolutionOf(page));
  if (description.startsWith('Aperio')) return readAperio(description);
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
