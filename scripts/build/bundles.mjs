const importMetaUrl = 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

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
  define: { 'import.meta.url': '__importMetaUrl' },
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
    { ...node, entryPoints: { extension: 'src/host/extension.ts' }, external: ['vscode', 'onnxruntime-node'] },
    { ...node, entryPoints: { inference: 'src/node/inference/child.ts' }, external: ['onnxruntime-node'] },
    { ...node, entryPoints: { import: 'src/node/model/importProcess/child.ts' }, external: ['onnxruntime-node'] },
    { ...node, entryPoints: { transfer: 'src/node/transfer/child.ts' } },
    { ...node, entryPoints: { 'decode.worker': 'src/node/decode/decode.worker.ts' } },
    { ...node, entryPoints: { 'masks.worker': 'src/node/masks/masks.worker.ts' } },
    { ...node, entryPoints: { 'dataset.worker': 'src/node/dataset/dataset.worker.ts' } },
    {
      ...node,
      entryPoints: { cli: 'src/cli/main.ts' },
      external: ['onnxruntime-node'],
      banner: { js: `#!/usr/bin/env node\n${importMetaUrl}` },
    },
    webview,
  ];
}
