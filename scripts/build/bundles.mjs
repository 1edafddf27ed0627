import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup/paths.mjs';
import { bundleRuntime } from './onnxruntime.mjs';

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** First line of a CommonJS bundle, in which `import.meta.url` is `__importMetaUrl`. */
export const importMetaUrl = 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

/** @type {import('esbuild').BuildOptions} */
const node = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  minifySyntax: true,
  outdir: 'dist',
  assetNames: '[name]',
  loader: { '.wasm': 'file' },
  // ESM packages ask for their own address; in a CommonJS bundle that is the bundle's.
  // `productPaths.ts` finds everything from the bundle's own folder.
  define: { 'import.meta.url': '__importMetaUrl', BUNDLE_FOLDER: '__dirname' },
  plugins: [bundleRuntime],
  banner: { js: importMetaUrl },
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const webview = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'chrome120',
  sourcemap: true,
  minify: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  entryPoints: { webview: 'webview/main.tsx', report: 'webview/report.ts' },
  outdir: 'dist',
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
  assetNames: '[name]',
  logLevel: 'warning',
};

/**
 * esbuild options of every bundle of the product. Only the extension's leaves `vscode` external: in all others an import
 * of it, however indirect, fails the build.
 * @returns {import('esbuild').BuildOptions[]}
 */
export function bundles() {
  return [
    { ...node, entryPoints: { extension: 'src/host/extension.ts' }, external: ['vscode'] },
    { ...node, entryPoints: { inference: 'src/node/inference/child.ts' } },
    { ...node, entryPoints: { convert: 'src/node/model/convertProcess/child.ts' } },
    { ...node, entryPoints: { teach: 'src/node/teach/teachProcess/child.ts' } },
    { ...node, entryPoints: { transfer: 'src/node/transfer/child.ts' } },
    { ...node, entryPoints: { lint: 'src/node/lint/child.ts' } },
    { ...node, entryPoints: { agreement: 'src/node/agreement/agreementProcess/child.ts' } },
    // Loaded only when a queue is asked for. BullMQ and pg ask for clients that are not installed.
    {
      ...node,
      entryPoints: { queue: 'src/node/queue/bullmq.ts' },
      external: ['pg-native', 'redis', '@valkey/valkey-glide', 'bullmq-otel'],
    },
    // Loaded only by `sam-unet mcp`; hardly any of it is ours.
    { ...node, entryPoints: { mcp: 'src/node/mcp/server.ts' }, minify: true },
    { ...node, entryPoints: { 'decode.worker': 'src/node/decode/decode.worker.ts' } },
    { ...node, entryPoints: { 'masks.worker': 'src/node/masks/masks.worker.ts' } },
    { ...node, entryPoints: { 'dataset.worker': 'src/node/dataset/dataset.worker.ts' } },
    {
      ...node,
      entryPoints: { cli: 'src/cli/main.ts' },
      define: { ...node.define, productVersion: JSON.stringify(version) },
      banner: { js: `#!/usr/bin/env node\n${importMetaUrl}` },
    },
    webview,
  ];
}
