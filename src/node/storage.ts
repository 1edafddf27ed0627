import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where the product keeps files of its own, outside of any data set. `SAM_UNET_HOME` names one folder for all of them;
 * otherwise they lie where the platform wants them (XDG Base Directory Specification, `~/Library`, `%LOCALAPPDATA%`).
 */

/** A path for what can be made again at any time. The folder need not exist. */
export function cachePath(...parts: string[]): string {
  return path.join(base('cache'), ...parts);
}

/** A path for what was installed on request. The folder need not exist. */
export function dataPath(...parts: string[]): string {
  return path.join(base('data'), ...parts);
}

function base(kind: 'cache' | 'data'): string {
  const { env } = process;
  if (env['SAM_UNET_HOME']) return path.join(env['SAM_UNET_HOME'], kind);
  const cache = kind === 'cache';
  switch (process.platform) {
    case 'win32':
      return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'sam-unet', kind);
    case 'darwin':
      return path.join(homedir(), 'Library', cache ? 'Caches' : 'Application Support', 'sam-unet');
    default: {
      const folder = env[cache ? 'XDG_CACHE_HOME' : 'XDG_DATA_HOME'];
      // The specification wants relative paths to be ignored.
      if (folder !== undefined && path.isAbsolute(folder)) return path.join(folder, 'sam-unet');
      return path.join(homedir(), cache ? '.cache' : path.join('.local', 'share'), 'sam-unet');
    }
  }
}
