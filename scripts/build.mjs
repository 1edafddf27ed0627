// Bundles the product into dist/. `--watch` rebuilds on change.
import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { bundles } from './build/bundles.mjs';

const watch = process.argv.includes('--watch');

for (const options of bundles()) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
if (!watch && existsSync('dist/cli.js')) await chmod('dist/cli.js', 0o755);
