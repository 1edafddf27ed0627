import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { bundledPackagesFile, root } from '../setup/paths.mjs';
import { bundles } from './bundles.mjs';

/** Builds all bundles into `dist`, from which those of earlier builds go. */
export async function buildBundles() {
  await clearBundles();
  /** @type {Set<string>} */
  const packages = new Set();
  for (const options of bundles()) {
    const { metafile } = await build({ ...options, metafile: true });
    for (const input of Object.keys(metafile.inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined) packages.add(folder);
    }
  }
  await copyTranslations();
  await chmod(path.join(root, 'dist', 'cli.js'), 0o755);
  await mkdir(path.dirname(bundledPackagesFile), { recursive: true });
  await writeFile(bundledPackagesFile, JSON.stringify([...packages].sort(), undefined, 2));
}

/** Copies the translations, which VS Code loads with the extension. */
export async function copyTranslations() {
  await cp(path.join(root, 'src', 'host', 'l10n'), path.join(root, 'dist', 'l10n'), {
    recursive: true,
    filter: (file) => !file.endsWith('.ts'),
  });
}

/** Empties `dist`, but for the native libraries, which are copied only when they change. */
async function clearBundles() {
  const dist = path.join(root, 'dist');
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== 'onnxruntime') await rm(path.join(dist, name), { recursive: true });
  }
}
