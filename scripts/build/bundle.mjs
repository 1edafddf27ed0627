import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { cached, root } from '../setup/paths.mjs';
import { bundles } from './bundles.mjs';

/** Where the last build noted which packages its bundles hold. */
export const bundledPackagesFile = cached('bundled-packages.json');

/** Builds all bundles into `dist`. */
export async function buildBundles() {
  /** @type {Set<string>} */
  const packages = new Set();
  for (const options of bundles()) {
    const { metafile } = await build({ ...options, metafile: true });
    for (const input of Object.keys(metafile.inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined) packages.add(folder);
    }
  }
  await chmod(path.join(root, 'dist', 'cli.js'), 0o755);
  await writeFile(bundledPackagesFile, JSON.stringify([...packages].sort(), undefined, 2));
}
