import path from 'node:path';
import { Command } from 'commander';
import { datasetName } from '../../core/layouts/nnUnet/names';
import { imageOfSidecar } from '../../core/sidecar/names';
import { exists } from '../../node/files/exists';
import { listFolder } from '../../node/files/findImages';
import { slashPath } from '../../node/files/slashPath';
import { comparePaths } from '../../node/files/walkFolder';
import { findOrphans, type Orphan } from '../../node/masks/findOrphans';
import { inspectMasks } from '../../node/masks/maskStore';
import { validateNnUnet } from '../../node/transfer/validateNnUnet';
import { faultTexts } from '../faultTexts';
import { progressText, terminal } from '../terminal';

export function validateCommand(): Command {
  return new Command('validate')
    .description('check an nnU-Net data set, or masks: their images, sidecars and mask files')
    .argument('<folder>', 'folder with dataset.json, imagesTr and labelsTr, or folder with images and masks')
    .option('--json', 'print JSON')
    .action(validate);
}

async function validate(folder: string, { json }: { readonly json?: true }): Promise<void> {
  const start = performance.now();
  const isDataset = await exists(path.join(folder, datasetName));
  const problems = isDataset
    ? await validateNnUnet(folder, (done, total) => {
        terminal.progress(progressText(done, total, start));
      })
    : [...(await findOrphans(folder)).map(orphanText), ...(await findFaults(folder))];
  terminal.endProgress();
  if (json) terminal.print(JSON.stringify({ problems }));
  else for (const problem of problems) terminal.print(problem);
  if (problems.length > 0) terminal.fail(`${problems.length} problem${problems.length === 1 ? '' : 's'} found.`);
  else if (!json) terminal.print('No problems found.');
}

/** Masks that are not as their sidecars say, and sidecars that cannot be understood. */
async function findFaults(folder: string): Promise<string[]> {
  const { files } = await listFolder(folder);
  const images = [...files].flatMap((file) => imageOfSidecar(file) ?? []).filter((image) => files.has(image));
  const found: string[] = [];
  for (const image of images.sort(comparePaths)) {
    const disk = await inspectMasks(path.join(folder, image), true);
    found.push(...faultTexts(disk, (file) => slashPath(folder, file)));
  }
  return found;
}

function orphanText({ file, image, candidates }: Orphan): string {
  const [likeliest] = candidates;
  const advice =
    likeliest === undefined
      ? 'No image in the folder matches them.'
      : `They probably belong to ${likeliest.image}, which has ${likeliest.reasons.join(' and ')}.`;
  return `${file}: The image of these masks, ${image}, is missing. ${advice}`;
}
