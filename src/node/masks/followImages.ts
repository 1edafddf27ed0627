import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sidecarName } from '../../core/sidecar/names';
import { placeOfImage } from '../image/openImage';
import { exists } from '../files/exists';
import { moveMasks } from './moveMasks';

/** Files or folders by their old and their new path; without a new one, what is deleted. */
export interface MovedFile {
  readonly from: string;
  readonly to?: string;
}

/** Where the masks of an image that is about to be moved or deleted go. */
export interface MaskMove {
  readonly from: string;
  /** The image that they belong to from then on; undefined when they go with a deleted one. */
  readonly to: string | undefined;
}

/**
 * Where masks have to go when files are moved or deleted together. The masks of a DICOM series lie beside one of its files: they
 * stay with the files that stay, unless all go. In a moved folder the masks move on their own.
 */
export async function maskMoves(files: readonly MovedFile[]): Promise<MaskMove[]> {
  const moves: MaskMove[] = [];
  const gone = new Set(files.map(({ from }) => from));
  for (const { from, to } of files) {
    if (!(await hasMasks(from))) continue;
    const inPlace = to !== undefined && path.dirname(to) === path.dirname(from);
    const heir = inPlace ? undefined : await heirOf(from, gone);
    moves.push({ from, to: heir ?? to });
  }
  return moves;
}

/** Moves masks to where {@link maskMoves} says. Doing so again does nothing. @throws UserError as `moveMasks` */
export async function followImages(files: readonly MovedFile[]): Promise<void> {
  for (const { from, to } of await maskMoves(files)) if (to !== undefined) await moveMasks(from, to);
}

/** Whether a sidecar or mask file lies beside where an image is or was. */
async function hasMasks(image: string): Promise<boolean> {
  const name = path.basename(image);
  const names = await readdir(path.dirname(image)).catch(() => []);
  return names.some((other) => other === sidecarName(name) || other.startsWith(`${name}.mask.`));
}

/** A file of the same series that stays, where there is one. */
async function heirOf(image: string, gone: ReadonlySet<string>): Promise<string | undefined> {
  if (!(await exists(image))) return undefined;
  const { series } = await placeOfImage(image).catch(() => ({ series: undefined }));
  if (series?.anchor !== image || !series.isMasked) return undefined;
  return series.files.find((file) => !gone.has(file) && !series.apart.has(file));
}
