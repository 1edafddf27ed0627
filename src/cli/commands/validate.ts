import path from 'node:path';
import { Command } from 'commander';
import { datasetName } from '../../core/layouts/nnUnet/names';
import { exists } from '../../node/files/exists';
import { findOrphans, type Orphan } from '../../node/masks/findOrphans';
import { validateNnUnet } from '../../node/transfer/validateNnUnet';
import { progressText, terminal } from '../terminal';

export function validateCommand(): Command {
  return new Command('validate')
    .description('check an nnU-Net data set, or find masks whose image is missing')
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
    : (await findOrphans(folder)).map(orphanText);
  terminal.endProgress();
  if (json) terminal.print(JSON.stringify({ problems }));
  else for (const problem of problems) terminal.print(problem);
  if (problems.length > 0) terminal.fail(`${problems.length} problem${problems.length === 1 ? '' : 's'} found.`);
  else if (!json) terminal.print('No problems found.');
}

function orphanText({ file, image, candidates }: Orphan): string {
  const [likeliest] = candidates;
  const advice =
    likeliest === undefined
      ? 'No image in the folder matches them.'
      : `They probably belong to ${likeliest.image}, which has ${likeliest.reasons.join(' and ')}.`;
  return `${file}: The image of these masks, ${image}, is missing. ${advice}`;
}
