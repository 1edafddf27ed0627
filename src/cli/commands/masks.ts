import path from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../core/base/error';
import { summaryText, type BulkSummary } from '../../core/bulk/bulkSummary';
import { generateMasks, type PromptSource } from '../../node/bulk/generateMasks';
import { findLabels } from '../../node/labels/labelFile';
import { systemUser } from '../../node/systemUser';
import { interruptToken } from '../interrupt';
import { modelOptions, withClient, type ModelOptions } from '../options';
import { progressText, terminal } from '../terminal';

interface MasksOptions extends ModelOptions {
  readonly prompts?: string;
  readonly whole?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

export function masksCommand(): Command {
  const command = new Command('masks')
    .description('make masks for the images in a folder that have none')
    .argument('<folder>', 'folder with images')
    .option('--prompts <file>', 'prompts file: what to segment in which image (docs/cli.md)')
    .option('--whole', 'prompt every image with one box over all of it')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--json', 'print JSON');
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText('after', '\nImages that have masks are skipped, so a run that was interrupted can be started again.\n')
    .action(masks);
}

async function masks(folder: string, options: MasksOptions): Promise<void> {
  const source = sourceOf(options);
  const dryRun = options.dryRun === true;
  const labels = await findLabels(folder, (error) => {
    terminal.fail(error);
  });
  const start = performance.now();
  const summary = await withClient(options, (client) =>
    generateMasks(folder, source, {
      client,
      by: systemUser(),
      labels,
      dryRun,
      token: interruptToken(),
      onProgress: ({ done, total, current }) => {
        terminal.progress(`${progressText(done, total, start)} · ${current}`);
      },
    }),
  );
  terminal.endProgress();
  for (const { error } of summary.failed) terminal.fail(error);
  if (summary.cancelled) process.exitCode = 130;
  if (options.json) terminal.print(JSON.stringify(asJson(summary)));
  else print(summary, folder, dryRun);
}

function sourceOf({ prompts, whole }: MasksOptions): PromptSource {
  if (prompts !== undefined && whole === undefined) return { kind: 'file', path: prompts };
  if (prompts === undefined && whole === true) return { kind: 'whole' };
  throw new UserError('bad-input', {
    problem: 'Prompts come either from a file or from whole images.',
    advice: 'Give --prompts FILE.json or --whole.',
  });
}

function print(summary: BulkSummary, folder: string, dryRun: boolean): void {
  for (const file of summary.written) terminal.print(path.join(folder, file));
  for (const { file, reason } of summary.skipped) terminal.print(`${path.join(folder, file)}: skipped, ${reason}`);
  terminal.print(summaryText(summary, dryRun));
}

function asJson({ written, skipped, failed, cancelled, seconds }: BulkSummary): object {
  return {
    written,
    skipped,
    failed: failed.map(({ file, error }) => ({ file, code: error.code, message: error.message })),
    cancelled,
    seconds,
  };
}
