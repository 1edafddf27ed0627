import { Command } from 'commander';
import { UserError } from '../../core/base/error';
import { counted } from '../../core/text/counted';
import { english, verbatim } from '../../core/text/message';
import type { ChangeSummary } from '../../node/rename/changeLabels';
import { planRename, type RenamePlan } from '../../node/rename/planRename';
import { renameEverywhere, undoRename } from '../../node/rename/renameEverywhere';
import { findRenames } from '../../node/rename/renameFolder';
import { systemUser } from '../../node/systemUser';
import { interruptToken } from '../interrupt';
import { progressText, terminal } from '../terminal';

interface RenameOptions {
  readonly write?: true;
  readonly json?: true;
}

export function labelsCommand(): Command {
  const rename = new Command('rename')
    .description('rename a label in all sidecars of a folder and in its label file; only lists them without --write')
    .argument('<folder>', 'folder with the images')
    .argument('<old>', 'name of the label')
    .argument('<new>', 'new name; where an image has a label of that name already, the objects join it')
    .option('--write', 'rename; it can be undone')
    .option('--json', 'print JSON')
    .action(renameLabel);
  const undo = new Command('undo')
    .description('undo the latest rename of a label in a folder')
    .argument('<folder>', 'folder with the images')
    .option('--json', 'print JSON')
    .action(undoLatest);
  return new Command('labels')
    .description('change the labels of many images')
    .addCommand(rename)
    .addCommand(undo)
    .addHelpText('after', '\nMasks that cannot be changed are named and left alone; the exit code is then 1.\n');
}

async function renameLabel(folder: string, from: string, to: string, options: RenameOptions): Promise<void> {
  const token = interruptToken();
  const plan = await planRename(folder, { from, to }, { token });
  if (options.write !== true) {
    printPlan(plan, options.json === true);
    return;
  }
  const onProgress = showProgress();
  printSummary(await renameEverywhere(plan, systemUser(), { token, onProgress }), options.json === true);
}

async function undoLatest(folder: string, options: Pick<RenameOptions, 'json'>): Promise<void> {
  const [latest] = await findRenames(folder, (error) => {
    terminal.warn(error.message);
  });
  if (latest === undefined) {
    throw new UserError('not-found', { file: folder, problem: verbatim('There is no rename to undo.') });
  }
  const summary = await undoRename(folder, latest, { token: interruptToken(), onProgress: showProgress() });
  printSummary(summary, options.json === true);
}

function showProgress(): (done: number, total: number) => void {
  const startedAt = performance.now();
  return (done, total) => {
    terminal.progress(progressText(done, total, startedAt));
  };
}

function printPlan({ images, labelFile, left }: RenamePlan, isJson: boolean): void {
  const changes = images.map(({ image, ids, merges }) => ({ image, objects: ids.length, merges }));
  if (isJson) {
    terminal.print(JSON.stringify({ images: changes, labelFile: labelFile !== undefined, left }));
  } else {
    for (const { image, objects, merges } of changes) {
      terminal.print(
        `${image}: ${english(counted(objects, 'object'))}${merges ? ', joining the label that is there' : ''}`,
      );
    }
    if (labelFile !== undefined) terminal.print('.sam-unet/labels.json');
    const objects = changes.reduce((sum, each) => sum + each.objects, 0);
    terminal.print(
      `${english(counted(images.length, 'image'))}, ${english(counted(objects, 'object'))}; nothing was changed, use --write to rename`,
    );
  }
  report(left, isJson);
}

function printSummary({ changed, unchanged, left, cancelled }: ChangeSummary, isJson: boolean): void {
  terminal.endProgress();
  if (isJson) terminal.print(JSON.stringify({ changed, unchanged, left, cancelled }));
  else {
    const text = `${english(counted(changed.length, 'image'))} changed, ${left.length} left alone`;
    terminal.print(cancelled ? `cancelled: ${text}` : text);
  }
  report(left, isJson);
  if (cancelled) process.exitCode = 130;
}

function report(left: ChangeSummary['left'], isJson: boolean): void {
  if (left.length > 0) process.exitCode = 1;
  if (!isJson) for (const { file, reason } of left) terminal.warn(`${file}: left alone, ${reason}`);
}
