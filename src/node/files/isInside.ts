import path from 'node:path';

/** Whether a path is a folder or lies in it, by the names alone: links are not followed. */
export function isInside(folder: string, file: string): boolean {
  const below = path.relative(folder, file);
  return below !== '..' && !below.startsWith(`..${path.sep}`) && !path.isAbsolute(below);
}
