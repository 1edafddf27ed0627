// `npm run package -- [target…]`: one VSIX per platform, in .cache/vsix. Without a target, for this platform.
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { buildProduct } from './setup/build.mjs';
import { cached, root } from './setup/paths.mjs';

/** Platforms for which onnxruntime-node has binaries, by VS Code's names. */
const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', 'docs'];
const model = ['card.json', 'encoder.onnx', 'decoder.onnx', 'selftest.safetensors', 'weights.safetensors'];

const wanted = process.argv.slice(2);
const unknown = wanted.find((target) => !targets.includes(target));
if (unknown !== undefined) {
  console.error(`${unknown} is not a target. Name some of ${targets.join(', ')}.`);
  process.exit(2);
}
await rm(path.join(root, 'dist'), { recursive: true, force: true });
await buildProduct();
for (const target of wanted.length > 0 ? wanted : [`${process.platform}-${process.arch}`]) await packageFor(target);

/**
 * Lays out exactly what the VSIX holds, then packs it. A folder of its own, rather than a list of what to leave out, keeps
 * files that nobody thought of from being published.
 * @param {string} target
 */
async function packageFor(target) {
  const stage = cached('vsix', target);
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  await writeManifest(stage);
  for (const name of documents) await cp(path.join(root, name), path.join(stage, name), { recursive: true });
  for (const name of model) {
    await cp(path.join(root, 'models', 'compact', name), path.join(stage, 'models', 'compact', name));
  }
  await cp(path.join(root, 'dist'), path.join(stage, 'dist'), {
    recursive: true,
    filter: (file) => !/\.map$/.test(file),
  });
  await copyMedia(stage);
  await copyRuntime(stage, target);
  const file = cached('vsix', `sam-unet-${target}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath: file,
    target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  console.log(`${file}: ${((await stat(file)).size / 2 ** 20).toFixed(1)} MB`);
}

/** @param {string} stage */
async function writeManifest(stage) {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  // What only development needs; without `scripts`, packing does not build again.
  for (const key of ['scripts', 'devDependencies', 'dependencies']) delete manifest[key];
  await writeFile(path.join(stage, 'package.json'), JSON.stringify(manifest, undefined, 2));
}

/**
 * Pictures that the manifest names.
 * @param {string} stage
 */
async function copyMedia(stage) {
  const manifest = await readFile(path.join(root, 'package.json'), 'utf8');
  for (const [, file] of manifest.matchAll(/"(webview\/icons\/[^"]+)"/g)) {
    if (file !== undefined) await cp(path.join(root, file), path.join(stage, file));
  }
}

/**
 * ONNX Runtime with the binaries of one platform, beside the bundles: packing ignores a `node_modules` at the top.
 * @param {string} stage
 * @param {string} target
 */
async function copyRuntime(stage, target) {
  const from = path.join(root, 'node_modules');
  const to = path.join(stage, 'dist', 'node_modules');
  const [platform, arch] = target.split('-');
  const binaries = path.join('onnxruntime-node', 'bin', 'napi-v6', String(platform), String(arch));
  if ((await readdir(path.join(from, binaries))).length === 0) throw new Error(`No binaries in ${binaries}.`);
  await cp(path.join(from, binaries), path.join(to, binaries), { recursive: true });
  const isCode = (/** @type {string} */ file) => !/\.(map|ts|md)$/.test(file) && !/[\\/]esm([\\/]|$)/.test(file);
  for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
    await cp(path.join(from, name, 'package.json'), path.join(to, name, 'package.json'));
    await cp(path.join(from, name, 'dist'), path.join(to, name, 'dist'), { recursive: true, filter: isCode });
  }
}
