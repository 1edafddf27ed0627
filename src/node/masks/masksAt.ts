import path from 'node:path';
import { maskNames, sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { exists } from '../files/exists';
import { ownMaskNames } from './maskFiles';
import { readTextFile } from '../files/textFile';

/** The files of an image's masks that are there: its sidecar, mask files beside it, and what the sidecar names in their folder. */
export async function masksAt(image: string): Promise<string[]> {
  const folder = path.dirname(image);
  const name = path.basename(image);
  const sidecar = path.join(folder, sidecarName(name));
  const names = [sidecarName(name), ...maskNames(name), ...(await namedIn(image, sidecar))];
  const files: string[] = [];
  for (const file of names.map((each) => path.join(folder, each))) if (await exists(file)) files.push(file);
  return files;
}

async function namedIn(image: string, sidecar: string): Promise<readonly string[]> {
  try {
    return await ownMaskNames(image, parseSidecar(await readTextFile(sidecar), sidecar));
  } catch {
    return [];
  }
}
