import path from 'node:path';
import { pathKey, type NameRules, type PathKey } from '../../core/base/pathKey';

/** Which spellings the file systems that this system comes with take for one name. */
export const systemRules: NameRules = {
  foldsCase: process.platform === 'win32' || process.platform === 'darwin',
  foldsForm: process.platform === 'darwin',
};

/** What stands for a file of this system in maps and comparisons, see {@link pathKey}. */
export function fileKey(file: string, rules: NameRules = systemRules): PathKey {
  return pathKey(path.resolve(file), rules);
}

/** Whether two paths name one file, however they are spelled; links are not followed. */
export function isSamePath(a: string, b: string): boolean {
  return fileKey(a) === fileKey(b);
}
