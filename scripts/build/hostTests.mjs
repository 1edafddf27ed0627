import { chmod, cp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { cached, root } from '../setup/paths.mjs';
import { importMetaUrl } from './bundles.mjs';

/**
 * Compiles the in-host tests, and the executable that stands in for VS Code where there is no desktop.
 * @returns {Promise<{ entry: string, code: string, consumer: string }>} the module that VS Code calls, the executable, and an
 *   extension that uses the API of ours
 */
export async function buildHostTests() {
  const out = cached('test', 'host');
  const code = cached('test', 'code.mjs');
  await rm(out, { recursive: true, force: true });
  const suite = path.join(root, 'test', 'host');
  const tests = (await readdir(suite))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join(suite, file));
  await build({
    entryPoints: Object.fromEntries([
      ['index', path.join(root, 'test', 'harness', 'hostEntry.ts')],
      ...tests.map((file) => [path.basename(file, '.ts'), file]),
    ]),
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'onnxruntime-node'],
    define: { 'import.meta.url': '__importMetaUrl' },
    banner: { js: importMetaUrl },
    logLevel: 'warning',
  });
  await build({
    entryPoints: [path.join(root, 'test', 'harness', 'code.ts')],
    outfile: code,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
  await chmod(code, 0o755);
  const consumer = cached('test', 'consumer');
  await build({
    entryPoints: { extension: path.join(suite, 'consumer', 'extension.ts') },
    outdir: consumer,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  await cp(path.join(suite, 'consumer', 'package.json'), path.join(consumer, 'package.json'));
  return { entry: path.join(out, 'index.js'), code, consumer };
}
