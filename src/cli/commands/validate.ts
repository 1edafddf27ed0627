import { Command } from 'commander';
import { validateNnUnet } from '../../node/transfer/validateNnUnet';
import { progressText, terminal } from '../terminal';

export function validateCommand(): Command {
  return new Command('validate')
    .description('check a data set for nnU-Net: labels, sizes, values and geometry')
    .argument('<folder>', 'folder with dataset.json, imagesTr and labelsTr')
    .option('--json', 'print JSON')
    .action(validate);
}

async function validate(folder: string, { json }: { readonly json?: true }): Promise<void> {
  const start = performance.now();
  const problems = await validateNnUnet(folder, (done, total) => {
    terminal.progress(progressText(done, total, start));
  });
  terminal.endProgress();
  if (json) terminal.print(JSON.stringify({ problems }));
  else for (const problem of problems) terminal.print(problem);
  if (problems.length > 0) terminal.fail(`${problems.length} problem${problems.length === 1 ? '' : 's'} found.`);
  else if (!json) terminal.print('Nothing is wrong.');
}
