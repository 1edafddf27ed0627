import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/setup/paths.mjs';
import { formats as corpus } from '../../support/shared';

/** All files of the corpus, by their path in it. */
export const corpusFiles = (): string[] =>
  readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(corpus, file)).isFile() && file !== 'MANIFEST.md')
    .sort();

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
