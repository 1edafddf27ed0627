import { ImageFinder } from '../../layouts/findImage';
import type { SourceFolder } from './source';

/**
 * Finds images by the names that prompt files give them: relative to the prompt file, relative to the folder of the run, or
 * by as much of the end of the path as is given, where only one image has it, see {@link ImageFinder}.
 *
 * @param file path of the prompt file, relative to the folder of the run where it lies inside
 * @param anyFolder whether the folders that a name states may be others than the image's
 * @returns the path relative to the folder; a name that no image has as it is, unless a file has it beside the prompt file. It
 * may lead out of the folder
 */
export function imageFinder(
  { images, files, root }: SourceFolder,
  file: string,
  anyFolder = false,
): (name: string) => string {
  const known = new Set(images);
  const finder = new ImageFinder(images, { anyFolder, ...(root === undefined ? {} : { folder: root }) });
  return (name) => {
    const path = normalise(name);
    const beside = besideFile(file, name);
    const exact = [beside, path].find((each) => known.has(each));
    if (exact !== undefined) return exact;
    const places = [{ name: beside, isPath: true } as const, { name: path }];
    const found = places.map((place) => finder.find(place)).find((each) => typeof each === 'string');
    return found ?? (files.has(beside) ? beside : path);
  };
}

/** Path of a file that another one names. */
export function besideFile(file: string, name: string): string {
  return normalise(joinPath(folderOf(file), normalise(name)));
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path without the ending of its name: `a/b.png` → `a/b`; of `.nii.gz` both go. */
export function stemOf(path: string): string {
  const name = baseOf(path);
  const end = /\.nii\.gz$/i.test(name) ? name.length - '.nii.gz'.length : name.lastIndexOf('.');
  return end <= 0 ? path : path.slice(0, path.length - name.length + end);
}

function joinPath(folder: string, name: string): string {
  return folder === '' || name.startsWith('/') || /^[A-Za-z]:\//.test(name) ? name : `${folder}/${name}`;
}

/** `/` between folders, no `.` and no `..` that can be resolved. */
function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    const last = parts.at(-1);
    if (part === '..' && last !== undefined && last !== '..' && last !== '') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
