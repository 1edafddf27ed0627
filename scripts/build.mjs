// Builds the product into dist/: the bundles, and what they load from beside them. `--watch` rebuilds on change.
import path from 'node:path';
import { context } from 'esbuild';
import { buildBundles, copyTranslations } from './build/bundle.mjs';
import { bundles } from './build/bundles.mjs';
import { copyRuntime, runtimeTargets, thisTarget } from './build/onnxruntime.mjs';
import { root } from './setup/paths.mjs';

await copyRuntime(
  path.join(root, 'dist'),
  runtimeTargets.filter((target) => target === thisTarget),
);
if (process.argv.includes('--watch')) {
  await copyTranslations();
  for (const options of bundles()) await (await context(options)).watch();
} else {
  await buildBundles();
}
