import path from 'node:path';
import { Command, Option } from 'commander';
import { UserError } from '../../core/base/error';
import { replayFile, textReport } from '../../core/replay/report';
import type { Replay } from '../../core/replay/replay';
import { verbatim } from '../../core/text/message';
import { checkOutput, writeFileAtomically } from '../../node/files/atomicWrite';
import { replayModel, replayTaught, type ReplayHooks } from '../../node/replay/replay';
import { keepTaught, rollBackTaught } from '../../node/teach/taughtStore';
import { interruptToken } from '../interrupt';
import { modelOptions, withProcesses, type ModelOptions } from '../options';
import { progressText, terminal } from '../terminal';

interface ReplayOptions extends ModelOptions {
  readonly candidate?: string;
  readonly taught?: string;
  readonly label?: readonly string[];
  readonly promote?: true;
  readonly drop?: true;
  readonly json?: true;
  readonly html?: string;
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('ask for accepted masks again, with another model or teaching, to see what becomes better and worse')
    .argument('<folder>', 'folder with images and sidecars')
    .addOption(
      new Option(
        '--candidate <dir>',
        'model folder to compare with the one in use (--model), by the stored prompts',
      ).conflicts('taught'),
    )
    .option('--taught <label>', 'compare the last two teachings of this label')
    .option('--label <name>', 'with --candidate, only masks of this label; several times for several labels', add)
    .addOption(
      new Option('--promote', 'with --taught, keep the new teaching and delete the one before').conflicts('drop'),
    )
    .option('--drop', 'with --taught, roll back to the teaching before')
    .option('--html <file>', 'write an HTML report')
    .option('--json', 'print JSON');
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText('after', '\nMasks are never changed. docs/evaluation.md explains what is compared.\n')
    .action(replay);
}

async function replay(folder: string, options: ReplayOptions): Promise<void> {
  const { candidate, taught, label: labels, promote, drop, json, html } = options;
  if ((candidate === undefined) === (taught === undefined)) throw usage();
  if (taught === undefined && (promote === true || drop === true)) throw usage();
  await checkOutput(html, '.html');
  const start = performance.now();
  const hooks: ReplayHooks = {
    token: interruptToken(),
    onProgress: (done, total) => {
      terminal.progress(progressText(done, total, start));
    },
    onError: (error) => {
      terminal.fail(error);
    },
  };
  const found = await withProcesses(options, (inUse): Promise<Replay> => {
    if (taught !== undefined) return replayTaught(folder, taught, inUse, hooks);
    return withProcesses({ ...options, model: candidate! }, (other) =>
      replayModel(folder, inUse, other, { ...hooks, labels }),
    );
  });
  terminal.endProgress();
  if (json) terminal.print(JSON.stringify(found));
  else terminal.printLines(textReport(found));
  if (html !== undefined) await writeFileAtomically(html, replayFile(found));
  if (taught !== undefined) await decide(path.resolve(folder), taught, options);
}

async function decide(folder: string, label: string, { promote, drop }: ReplayOptions): Promise<void> {
  if (promote === true && (await keepTaught(folder, label))) {
    terminal.warn(`The new teaching of ${label} is kept; the one before is deleted.`);
  }
  if (drop === true && (await rollBackTaught(folder, label)) !== undefined) {
    terminal.warn(`${label} is rolled back to the teaching before.`);
  }
}

function add(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

function usage(): UserError {
  return new UserError('bad-input', {
    problem: verbatim('It takes something to compare with.'),
    advice: verbatim('Give --candidate DIR, or --taught LABEL with or without --promote or --drop.'),
  });
}
