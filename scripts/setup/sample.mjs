import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached, root } from './paths.mjs';
import { run, show } from './processes.mjs';
import { step } from './progress.mjs';

/**
 * Makes a workspace of sample images. A folder of that name is replaced.
 * @param {string} folder
 */
export async function makeSample(folder) {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await step('Making the sample images', () =>
    run(process.execPath, ['scripts/run-ts.mjs', 'scripts/sample/main.ts', partial], { cwd: root }),
  );
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

/**
 * The sample workspace with masks to review, made on first use and kept since: it belongs to the user from then on.
 * @returns {Promise<string>} its folder
 */
export async function ensureSampleWithMasks() {
  const folder = cached('sample');
  const stamp = cached('sample-masks-made');
  if (!existsSync(folder)) {
    await rm(stamp, { force: true });
    await makeSample(folder);
    const settings = path.join(folder, '.vscode', 'settings.json');
    await mkdir(path.dirname(settings), { recursive: true });
    await writeFile(settings, '{ "samUnet.walkthrough": "open" }\n');
  }
  if (!existsSync(stamp)) {
    console.log('Making masks for the sample images:');
    const prompts = path.join(folder, 'prompts.json');
    const code = await show(process.execPath, ['dist/cli.js', 'masks', folder, '--prompts', prompts], { cwd: root });
    if (code === 0) await writeFile(stamp, '');
    else console.log('Some masks of the sample could not be made; its images open without them.');
  }
  return folder;
}
