import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

/**
 * The platforms that ONNX Runtime's npm package has binaries for, by VS Code's names, each with the files that it loads there.
 * @type {Record<string, { name: string, files: string[] }>}
 */
const targets = JSON.parse(await readFile(path.join(root, 'src', 'node', 'ort', 'targets.json'), 'utf8'));

export const runtimeTargets = Object.keys(targets);

/** The platform that this runs on, by VS Code's name. */
export const thisTarget = `${process.platform}-${process.arch}`;

/** The package for this machine: `universal`, which has no model, where ONNX Runtime has no build. */
export const packageTarget = runtimeTargets.includes(thisTarget) ? thisTarget : 'universal';

const loadsBinding = 'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)';
const loadsBundled =
  "require(require('node:path').join(__dirname, 'onnxruntime', process.platform, process.arch, 'onnxruntime_binding.node'))";

/**
 * Bundles ONNX Runtime's JavaScript, and has it load its native part from beside the bundle instead of from `node_modules`.
 * @type {import('esbuild').Plugin}
 */
export const bundleRuntime = {
  name: 'onnxruntime',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      if (!source.includes(loadsBinding))
        throw new Error(`${file} loads its native part in another way than expected.`);
      return { contents: source.replace(loadsBinding, loadsBundled) };
    });
  },
};

/**
 * Copies ONNX Runtime's native files to where the bundles look for them.
 * @param {string} bundles folder of the bundles
 * @param {readonly string[]} platforms
 */
export async function copyRuntime(bundles, platforms) {
  for (const target of platforms) {
    const [platform = '', arch = ''] = target.split('-');
    const from = path.join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', platform, arch);
    const to = path.join(bundles, 'onnxruntime', platform, arch);
    await mkdir(to, { recursive: true });
    for (const name of targets[target]?.files ?? []) await copyChanged(path.join(from, name), path.join(to, name));
  }
}

/**
 * Copies a file unless it is there: a library that a running process has loaded must not be written to.
 * @param {string} from
 * @param {string} to
 */
async function copyChanged(from, to) {
  const [source, copy] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (copy?.size === source.size && copy.mtimeMs >= source.mtimeMs) return;
  await rm(to, { force: true });
  await copyFile(from, to);
}
