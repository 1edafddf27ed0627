import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { step } from './progress.mjs';

/** Builds the product; a few seconds, so that nobody has to know whether it is needed. */
export async function buildProduct() {
  await step('Building', () => run(process.execPath, ['scripts/build.mjs'], { cwd: root }));
}
