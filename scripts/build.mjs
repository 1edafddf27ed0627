// Bundles the product into dist/. `--watch` rebuilds on change.
import { chmod } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { bundles } from './build/bundles.mjs';

const watch = process.argv.includes('--watch');

for (const options of bundles()) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
if (!watch) await chmod('dist/cli.js', 0o755);
