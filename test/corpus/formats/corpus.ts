import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/setup/paths.mjs';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { formats as corpus } from '../../support/shared';

/** All files of the corpus, by their path in it. */
export const corpusFiles = (): string[] =>
  readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(corpus, file)).isFile() && file !== 'MANIFEST.md')
    .sort();

/** Files that must fail, by the reason that their message gives. */
export const refused: Readonly<Record<string, RegExp>> = {
  'dicom/MR_truncated.dcm': /truncated/,
  'nifti_misc/analyze.hdr': /should be in analyze\.img/,
  'nifti_misc/nifti1.hdr': /should be in nifti1\.img/,
  'nifti_misc/small.mnc': /HDF5 file is not supported/,
  'nifti_misc/tiny.mnc': /MINC is not supported/,
  'nifti_misc/phantom_EPI_asc_CLEAR_2_1.PAR': /not an image in a known format/,
  'nifti_misc/phantom_EPI_asc_CLEAR_2_1.REC': /not an image in a known format/,
  'nifti_misc/umass_anonymized.PAR': /not an image in a known format/,
};

/** Encodings that decoders reconstruct to within a rounding. */
export const isLossy = ({ encoding }: ImageInfo): boolean =>
  /JPEG Baseline|JPEG Extended.* 8 of 8 bits|JPEG 2000 \(|HTJ2K \(/.test(encoding);

/** What lossy decoders may differ by: in the mean, and anywhere, as a share of the range of the values. */
export const tolerance = { mean: 0.5, share: 0.01 };

/** Places in the patient may differ by so many millimetres. */
export const placeTolerance = 1e-3;

/** The codestream is of signed CT values, the header calls them unsigned: pydicom wraps them around, HU need the sign. */
export const signedAgainstHeader = 'dicom/TOSHIBA_J2K_SIZ1_PixRep0.dcm';

/** What another program reads from a file, see test/golden/formats/corpus.py and corpusItk.mjs. */
export interface Reference {
  readonly by: string;
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  readonly volumes?: number;
  /** Rows of the voxel-to-patient matrix, RAS. */
  readonly affine?: readonly (readonly number[])[];
  /** Stored values of all slices, volume by volume. */
  readonly values: {
    readonly mean: number;
    readonly sha256: string;
    /** Of lossy files, values that are evenly spread over all. */
    readonly spread?: readonly number[];
  };
}

const goldens = { ...golden('corpus.json'), ...golden('corpusItk.json') };

/** pydicom's codec cannot read this one; it is another one compressed. */
const sameImage: Readonly<Record<string, string>> = { 'dicom/liver_rle.dcm': 'dicom/liver.dcm' };

export function referenceOf(file: string): Reference | undefined {
  const same = sameImage[file];
  if (same === undefined) return goldens[file];
  return { ...goldens[same]!, by: `${path.basename(same)}, the same uncompressed` };
}

function golden(name: string): Readonly<Record<string, Reference>> {
  return JSON.parse(readFileSync(path.join(root, 'test/golden/formats', name), 'utf8')) as Record<string, Reference>;
}
