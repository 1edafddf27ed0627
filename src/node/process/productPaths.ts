import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds `dist` and `models`: the installed product's, or the repository when run from the sources. */
export const productRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

/** The model that ships. */
export const defaultModelDir = path.join(productRoot, 'models', 'compact');

/** A bundle of the product. */
export function bundlePath(name: string): string {
  return path.join(productRoot, 'dist', name);
}

function findRoot(from: string): string {
  for (let folder = from; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'models', 'compact', 'card.json'))) return folder;
  }
  throw new Error('The folder models/compact is missing: install the product again.');
}
