// Runs a TypeScript program of this repository: `node scripts/run-ts.mjs FILE [argument…]`.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node scripts/run-ts.mjs FILE [argument…]');
  process.exit(2);
}
const outfile = path.resolve('.cache/run-ts', `${file.replace(/\.ts$/, '').replaceAll(/[\\/]/g, '-')}.mjs`);
await mkdir(path.dirname(outfile), { recursive: true });
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
  plugins: [
    {
      // Node takes JSON of a package only with an import attribute, which TypeScript would ask for everywhere.
      name: 'package-json',
      setup({ onResolve }) {
        onResolve({ filter: /^[^.].*\.json$/ }, ({ path: request, importer }) => ({
          path: createRequire(importer).resolve(request),
        }));
      },
    },
    {
      name: 'wasm-path',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /wasm$/ }, ({ path: request, importer }) => ({
          path: createRequire(importer).resolve(request),
          namespace: 'wasm-path',
        }));
        onLoad({ filter: /.*/, namespace: 'wasm-path' }, ({ path: found }) => ({
          contents: `export default ${JSON.stringify(found)};`,
        }));
      },
    },
  ],
});
process.argv = [process.execPath, outfile, ...rest];
await import(pathToFileURL(outfile).href);
