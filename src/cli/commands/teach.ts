import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { UserError } from '../../core/base/error';
import { defaultSettings, leastExamples } from '../../core/teach/settings';
import { sumVerdicts, type LabelVerdicts } from '../../core/review/labelVerdicts';
import { durationText } from '../../core/text/durationText';
import { english } from '../../core/text/message';
import { systemUser } from '../../node/systemUser';
import { findExamples } from '../../node/teach/findExamples';
import { teachLabel, type TaughtReport } from '../../node/teach/teachLabel';
import { interruptToken } from '../interrupt';
import { inferenceSettings, modelOptions, whole, withClient, type ModelOptions } from '../options';
import { terminal } from '../terminal';

interface TeachOptions extends ModelOptions {
  readonly label: string;
  readonly examples?: number;
  readonly holdout: number;
  readonly steps: number;
  readonly tiles: 1 | 2 | 3 | 4;
  readonly secondAnswer: boolean;
  readonly seed: string;
  readonly json?: true;
}

export function teachCommand(): Command {
  const command = new Command('teach')
    .description('teach a label from accepted masks, to find it without prompts')
    .argument('<folder>', 'folder with images and masks')
    .requiredOption('--label <name>', 'label to teach')
    .option('--examples <n>', 'number of examples, chosen at random (default: all)', (text) =>
      whole(text, leastExamples),
    )
    .option('--holdout <part>', 'part that is held out of 20 examples or more', share, defaultSettings.holdout)
    .option('--steps <n>', 'training steps', (text) => whole(text, 1, 10_000), defaultSettings.steps)
    .addOption(
      new Option('--tiles <n>', 'maximum number of regions along a side of an image')
        .argParser((text) => whole(text, 1, 4))
        .default(defaultSettings.tiles),
    )
    .option('--no-second-answer', 'never ask the model again about what was found')
    .option('--seed <text>', 'of everything random', defaultSettings.seed)
    .option('--json', 'print JSON');
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      '\nThe label is then a source of masks: sam-unet masks FOLDER --taught NAME (docs/teaching.md).\n',
    )
    .action(teach);
}

async function teach(target: string, options: TeachOptions): Promise<void> {
  const { label, examples: most, holdout, steps, tiles, secondAnswer, seed, json } = options;
  const folder = path.resolve(target);
  const token = interruptToken();
  const onError = (error: UserError): void => {
    terminal.warn(error.message);
  };
  const verdicts: LabelVerdicts[] = [];
  const examples = await findExamples(folder, label, {
    ...{ onError, token, seed },
    onVerdicts: (each) => verdicts.push(each),
    ...(most === undefined ? {} : { most }),
  });
  const model = await withClient(options, (client) => client.start());
  const report = await teachLabel(label, examples, {
    ...{ folder, model, token, inference: inferenceSettings(options), by: systemUser() },
    settings: { seed, steps, holdout, tiles, secondAnswer },
    verdicts: sumVerdicts(verdicts)[0],
    onProgress: (done, dice) => {
      const measured = dice === undefined ? '' : ` · held-out Dice ${dice.toFixed(3)}`;
      terminal.progress(`${Math.round(100 * done)} %${measured}`);
    },
  });
  terminal.endProgress();
  if (json) terminal.print(JSON.stringify(asJson(report)));
  else print(report);
  if (!report.kept) process.exitCode = 1;
}

function asJson({
  label,
  examples,
  heldOut,
  before,
  after,
  interval,
  kept,
  seconds,
  file,
  reason,
}: TaughtReport): object {
  return {
    ...{ label, examples, heldOut, before: { dice: before }, after: { dice: after, interval }, kept },
    ...{ seconds: Math.round(10 * seconds) / 10, file: file ?? null },
    ...(reason === undefined ? {} : { reason: english(reason) }),
  };
}

function print({
  label,
  examples,
  heldOut,
  before,
  after,
  interval,
  tiles,
  secondAnswer,
  seconds,
  file,
  reason,
}: TaughtReport): void {
  const range = interval === null ? '' : ` (95 % interval ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
  terminal.print(`${label}: learnt from ${examples} images in ${english(durationText(seconds))}`);
  terminal.print(`Dice on ${heldOut} held-out images: ${before.toFixed(3)} before, ${after.toFixed(3)} after${range}`);
  if (tiles > 1) terminal.print(`Images are taken in ${tiles} × ${tiles} regions`);
  if (secondAnswer) terminal.print('The model is asked again about what is found, with its bounds as a box');
  if (file === undefined) terminal.fail(`Not used: ${english(reason ?? '')}`);
  else terminal.print(`Saved in ${file}`);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a number between 0 and 1.');
}
