import { constants } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyRuntime } from '../build/onnxruntime.mjs';
import { buildProduct } from '../setup/build.mjs';
import { bundledPackagesFile, root } from '../setup/paths.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { marketplaceReadme } from './readme.mjs';
import { softwareBill } from './sbom.mjs';

const documents = ['CHANGELOG.md', 'LICENSE', 'docs'];
/** Types of the API, for other extensions. */
const apiTypes = 'src/host/api/samUnetApi.ts';
/** Texts of package.json in English, and in the other languages. */
const translations = ['package.nls.json', 'package.nls.zh-cn.json'];
const model = ['card.json', 'encoder.onnx', 'decoder.onnx', 'selftest.safetensors', 'weights.safetensors'];
const dist = path.join(root, 'dist');

/**
 * Builds `dist` from nothing, with the native libraries of these platforms, the notices and the bill of materials. Where
 * DIST_IS_BUILT is set, the bundles have just been built of the same sources (`npm test`), and stay.
 * @param {readonly string[]} targets
 */
export async function buildForPackages(targets) {
  if (process.env['DIST_IS_BUILT']) {
    await rm(path.join(dist, 'onnxruntime'), { recursive: true, force: true });
  } else {
    await rm(dist, { recursive: true, force: true });
    await buildProduct();
  }
  await copyRuntime(dist, targets);
  /** @type {string[]} */
  const packages = JSON.parse(await readFile(bundledPackagesFile, 'utf8'));
  await writeFile(path.join(dist, 'ThirdPartyNotices.txt'), await thirdPartyNotices(packages));
  await writeFile(path.join(dist, 'sbom.cdx.json'), await softwareBill(packages));
}

/**
 * Lays out the extension as it is installed. A folder of its own, rather than a list of what to leave out, keeps files that
 * nobody thought of from being published.
 * @param {string} stage the folder, which is replaced; one for each target
 * @param {string} target platform whose native libraries it gets; with `universal` it has none, and shows images only
 */
export async function layOutExtension(stage, target) {
  await clear(stage);
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  // What only development needs; without `scripts`, packing does not build again.
  for (const key of ['scripts', 'devDependencies', 'bin']) delete manifest[key];
  await writeFile(path.join(stage, 'package.json'), JSON.stringify(manifest, undefined, 2));
  for (const name of [...documents, ...translations]) await copy(name, stage);
  // Where the manifest names a repository, packing leads relative addresses there.
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  await writeFile(path.join(stage, 'README.md'), manifest.repository ? readme : marketplaceReadme(readme));
  await cp(path.join(root, apiTypes), path.join(stage, 'sam-unet.d.ts'));
  for (const name of model) await copy(path.join('models', 'compact', name), stage);
  for (const icon of icons(manifest)) await copy(icon, stage);
  const natives = path.join(dist, 'onnxruntime');
  await copy('dist', stage, (file) => !file.endsWith('.map') && file !== natives);
  if (target !== 'universal') await copyRuntime(path.join(stage, 'dist'), [target]);
}

/**
 * Empties a stage, but for the native libraries: a running VS Code may have loaded them, and they are copied only when they
 * have changed.
 * @param {string} stage
 */
async function clear(stage) {
  await mkdir(path.join(stage, 'dist'), { recursive: true });
  for (const name of await readdir(stage)) {
    if (name !== 'dist') await rm(path.join(stage, name), { recursive: true });
  }
  for (const name of await readdir(path.join(stage, 'dist'))) {
    if (name !== 'onnxruntime') await rm(path.join(stage, 'dist', name), { recursive: true });
  }
}

/**
 * @param {string} name path in the repository, and in the stage
 * @param {string} stage
 * @param {(file: string) => boolean} [filter]
 */
async function copy(name, stage, filter) {
  await cp(path.join(root, name), path.join(stage, name), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    ...(filter === undefined ? {} : { filter }),
  });
}

/**
 * Pictures that the manifest names.
 * @param {unknown} manifest
 * @returns {string[]}
 */
function icons(manifest) {
  const found = JSON.stringify(manifest).match(/webview\/icons\/[^"]+/g) ?? [];
  return [...new Set(found)];
}
