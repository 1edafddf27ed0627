import path from 'node:path';

/** Where a file lies in a folder: its path relative to that, with `/` between folders on every platform. */
export function slashPath(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}
