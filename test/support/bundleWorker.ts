import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a worker of the sources as they are into a folder, with the wasm of its codecs, as the product is bundled.
 * @param entry TypeScript file
 * @returns the worker's script
 */
export async function bundleWorker(entry: string, folder: string): Promise<string> {
  const script = path.join(folder, `${path.basename(entry, '.ts')}.js`);
  await build({
    entryPoints: [entry],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    assetNames: '[name]',
    loader: { '.wasm': 'file' },
    define: { 'import.meta.url': '__importMetaUrl', BUNDLE_FOLDER: '__dirname' },
    banner: { js: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: 'error',
  });
  return script;
}
