import { tag, type Directory } from './directory';

/** What the description of the first page says beyond the fields. */
export interface Metadata {
  /** [across, down] in mm. */
  readonly pixelSpacing?: readonly [number, number];
  /** Pages from one slice to the next, of the first channel and the first time. */
  readonly pagesPerSlice: number;
  readonly slices?: number;
}

const millimetres: Readonly<Record<string, number>> = {
  m: 1000,
  cm: 10,
  mm: 1,
  um: 0.001,
  micron: 0.001,
  nm: 0.000_001,
  inch: 25.4,
};

/** Resolutions in pixels per inch that programs write when they know none. */
const screenResolutions = [72, 96];

/** Physical size and order of pages: from OME-XML, ImageJ's description, or the fields for resolution. */
export function readMetadata(page: Directory, samples: number): Metadata {
  const description = page.text(tag.imageDescription);
  if (/<OME\b/.test(description)) return readOme(description, samples);
  if (description.startsWith('ImageJ=')) return readImageJ(description, page);
  const unit = { 2: 25.4, 3: 10 }[page.number(tag.resolutionUnit, 2)];
  const [across, down] = resolutionOf(page);
  const isScreen = unit === 25.4 && screenResolutions.includes(across);
  return { pagesPerSlice: 1, ...(unit === undefined || isScreen ? {} : spacing(unit / across, unit / down)) };
}

/** Attributes of the Pixels element (OME data model, 2016-06). */
function readOme(xml: string, samples: number): Metadata {
  const pixels = /<(?:\w+:)?Pixels\b[^<>]*>/.exec(xml)?.[0] ?? '';
  const attribute = (name: string): string | undefined => new RegExp(`\\s${name}="([^"]*)"`).exec(pixels)?.[1];
  const count = (name: string): number => Math.max(1, Math.trunc(Number(attribute(name))) || 1);
  const length = (axis: string): number =>
    Number(attribute(`PhysicalSize${axis}`)) * millimetresPer(attribute(`PhysicalSize${axis}Unit`) ?? 'um');
  // The samples of a pixel count as channels, but lie in one page.
  const channels = Math.max(1, Math.floor(count('SizeC') / samples));
  const [before] = (attribute('DimensionOrder') ?? 'XYZCT').split('Z');
  const pagesPerSlice = (before!.includes('C') ? channels : 1) * (before!.includes('T') ? count('SizeT') : 1);
  return { pagesPerSlice, slices: count('SizeZ'), ...spacing(length('X'), length('Y')) };
}

/** Lines of `name=value`; the resolution is in pixels per the unit that they name. */
function readImageJ(description: string, page: Directory): Metadata {
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(description)?.[1]?.trim();
  const unit = millimetresPer(value('unit') ?? '');
  const [across, down] = resolutionOf(page);
  const slices = Math.trunc(Number(value('slices')));
  return {
    // Channels change before slices, and frames after them.
    pagesPerSlice: Math.max(1, Math.trunc(Number(value('channels'))) || 1),
    ...(slices > 0 ? { slices } : {}),
    ...spacing(unit / across, unit / down),
  };
}

/** The micro sign has several codes and encodings, and ImageJ escapes it: in front of `m`, anything unusual is one. */
function millimetresPer(unit: string): number {
  return millimetres[unit.replace(/^(\\u00B5|[^ -~]+)m$/, 'um')] ?? Number.NaN;
}

function resolutionOf(page: Directory): readonly [number, number] {
  return [page.number(tag.xResolution, Number.NaN), page.number(tag.yResolution, Number.NaN)];
}

function spacing(across: number, down: number): Pick<Metadata, 'pixelSpacing'> {
  const known = [across, down].every((size) => Number.isFinite(size) && size > 0);
  return known ? { pixelSpacing: [across, down] } : {};
}
