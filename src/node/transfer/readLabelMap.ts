import { UserError } from '../../core/base/error';
import { readLabelVolumes } from '../../core/formats/nifti/labelVolume';
import { readLabelPng, type LabelMap } from '../../core/formats/png/labelMap';
import { fittingTable, noTable, readColors, type ColoredMap, type ColoredPixels } from '../../core/layouts/colors/read';
import { rgb, type ColorTable } from '../../core/layouts/colors/table';
import { eachColor, type LoadedReading } from '../../core/layouts/maskReading';
import { readPalette } from '../../core/layouts/paletteReading';
import { gunzip } from '../files/gzip';
import { readFile } from '../files/readFile';
import { maskPixels } from '../masks/maskPixels';

/** Label values volume after volume, slice after slice, each row by row; 0 is background. */
export interface LabelMapOnDisk extends LabelMap, Partial<Pick<ColoredMap, 'names' | 'shown' | 'notes'>> {
  /** Slices of one volume. */
  readonly slices: number;
  readonly volumes?: number;
  /** Whether it says where its voxels lie. */
  readonly isVolume: boolean;
  /** Whether the format changes values. */
  readonly isLossy: boolean;
  /** Whether it is known which of its pixels are objects. */
  readonly isSettled?: boolean;
}

export interface ReadLabelMapOptions {
  /** Voxels that a volume may have. */
  readonly most?: number;
  /** How it is read where that is open; a question where left out. */
  readonly reading?: LoadedReading | undefined;
  /** The data set's own table of colours: it is taken, and colours that it lacks are asked about. */
  readonly table?: ColorTable | undefined;
  /** Further tables, such as the workspace's; one that has every colour of a mask is taken. */
  readonly tables?: readonly ColorTable[];
}

/**
 * Reads a label map: NIfTI, an indexed or grey PNG, or the first slice of any other image. Grey in three equal channels
 * is grey; other colours are read by a table.
 * @throws UserError what reading throws; `bad-input` with a question where it can be read in several ways;
 * `unsupported-encoding` for values that are no whole numbers
 */
export async function readLabelMap(file: string, options: ReadLabelMapOptions = {}): Promise<LabelMapOnDisk> {
  const { most, reading = {} } = options;
  const name = file.toLowerCase();
  const isLossy = /\.jpe?g$/.test(name);
  if (/\.nii(\.gz)?$/.test(name)) {
    return { ...readLabelVolumes(await readFile(file), gunzip, most), isVolume: true, isLossy };
  }
  const flat = { slices: 1, isVolume: false, isLossy };
  if (name.endsWith('.png')) {
    try {
      const map = readLabelPng(await readFile(file));
      const colored = indexedColors(map, options);
      if (colored !== undefined) return { ...flat, ...colored, isSettled: true };
      const { values, isSettled } = readPalette(map, reading.palette);
      return { ...flat, ...map, data: values, isSettled };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'unsupported-encoding') throw error;
    }
  }
  const map = await maskPixels(file);
  return { ...flat, ...('colors' in map ? { ...byTable(map, options), isSettled: true } : map) };
}

/** An indexed PNG by the colours of its palette, where there is a table for them. */
function indexedColors({ palette, ...map }: LabelMap, options: ReadLabelMapOptions): ColoredMap | undefined {
  const { reading, table, tables = [] } = options;
  if (palette === undefined) return undefined;
  const entries = palette.map(([red = 0, green = 0, blue = 0]) => rgb(red, green, blue));
  const colors = Uint32Array.from(map.data, (index) => entries[index] ?? 0);
  const pixels = { width: map.width, height: map.height, colors };
  const own = table === undefined ? [] : [table];
  const isCoded = reading?.colors !== undefined || fittingTable(pixels, [...own, ...tables]) !== undefined;
  return isCoded ? byTable(pixels, options) : undefined;
}

/** @throws UserError `bad-input` with a question where no table is known, or it lacks colours */
function byTable(pixels: ColoredPixels, { reading = {}, table: own, tables = [] }: ReadLabelMapOptions): ColoredMap {
  const { colors, unknownColors } = reading;
  if (colors === eachColor) return readColors(pixels, undefined, unknownColors);
  const table = colors ?? fittingTable(pixels, own === undefined ? tables : [own, ...tables]) ?? own;
  if (table === undefined) throw noTable(pixels);
  return readColors(pixels, table, unknownColors);
}
