import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. What bundles this module keeps its output two folders deep, as the module is. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * A path under `.cache`, where everything that set-up makes is kept; deleting the folder only costs time.
 * @param {...string} parts
 */
export const cached = (...parts) => path.join(root, '.cache', ...parts);

/** Where a build notes which packages its bundles hold. */
export const bundledPackagesFile = cached('bundled-packages.json');
