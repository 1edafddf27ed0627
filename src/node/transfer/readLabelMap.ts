import { UserError } from '../../core/base/error';
import { readLabelVolumes } from '../../core/formats/nifti/labelVolume';
import { readLabelPng, type LabelMap } from '../../core/formats/png/labelMap';
import { readPalette, type PaletteReading } from '../../core/layouts/paletteReading';
import { gunzip } from '../files/gzip';
import { openImage } from '../image/openImage';
import { readFile } from '../files/readFile';
import { t } from '../../core/text/message';

/** Label values volume after volume, slice after slice, each row by row; 0 is background. */
export interface LabelMapOnDisk extends LabelMap {
  /** Slices of one volume. */
  readonly slices: number;
  readonly volumes?: number;
  /** Whether it says where its voxels lie. */
  readonly isVolume: boolean;
  /** Whether the format changes values. */
  readonly isLossy: boolean;
}

export interface ReadLabelMapOptions {
  /** Voxels that a volume may have. */
  readonly most?: number;
  /** How a swapped palette is read; a question where left out. */
  readonly palette?: PaletteReading | undefined;
}

/**
 * Reads a label map: NIfTI, an indexed or grey PNG, or the first slice of any other grey image. Grey in three equal channels
 * is grey.
 * @throws UserError what reading throws; `unsupported-encoding` for colour and for values that are no whole numbers
 */
export async function readLabelMap(file: string, { most, palette }: ReadLabelMapOptions = {}): Promise<LabelMapOnDisk> {
  const name = file.toLowerCase();
  const isLossy = /\.jpe?g$/.test(name);
  if (/\.nii(\.gz)?$/.test(name)) {
    return { ...readLabelVolumes(await readFile(file), gunzip, most), isVolume: true, isLossy };
  }
  const flat = { slices: 1, isVolume: false, isLossy };
  if (name.endsWith('.png')) {
    try {
      const map = readLabelPng(await readFile(file));
      return { ...flat, ...map, data: readPalette(map, palette) };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'unsupported-encoding') throw error;
    }
  }
  return { ...flat, ...(await readGrey(file)) };
}

async function readGrey(file: string): Promise<LabelMap> {
  const image = await openImage(file, { series: 'single' });
  try {
    const { width, height, channels, data } = await image.readSlice(0);
    const values = new Uint16Array(width * height);
    for (let at = 0; at < values.length; at++) {
      const value = data[at * channels]!;
      for (let channel = 1; channel < channels; channel++) {
        if (data[at * channels + channel] !== value) throw colour();
      }
      if (!Number.isInteger(value) || value < 0 || value > 65535) throw noLabel(value);
      values[at] = value;
    }
    return { width, height, data: values };
  } finally {
    image.dispose();
  }
}

function colour(): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The mask is in colour, so its pixels are not label values.`,
    advice: t`Save label maps as indexed or grey PNG, with one value per label.`,
  });
}

function noLabel(value: number): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The value ${value} is not a label: labels are whole numbers from 1 to 65535.`,
    advice: t`Save label maps as indexed or grey PNG, or as NIfTI.`,
  });
}
