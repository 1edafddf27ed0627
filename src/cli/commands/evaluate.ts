import { Command, Option } from 'commander';
import { UserError } from '../../core/base/error';
import { evaluateDataset, mean, type PromptKind, type SetScore } from '../../node/dataset/evaluate';
import { readDataset } from '../../node/dataset/readDataset';
import { modelOptions, whole, withClient, type ModelOptions } from '../options';
import { progressText, terminal } from '../terminal';

interface EvaluateOptions extends ModelOptions {
  readonly prompt: PromptKind;
  readonly limit?: number;
  readonly json?: true;
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure the model on data sets with reference masks')
    .argument('<folders...>', 'folders with an image2label_*.json or label2image_*.json')
    .addOption(
      new Option('--prompt <kind>', 'what the model is told of each mask').choices(['box', 'point']).default('box'),
    )
    .option('--limit <n>', 'images to take of each set', (text) => whole(text, 1))
    .option('--json', 'print JSON');
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      '\nThe protocol is the published one: the exact box (or the most interior point) of the largest component, one answer,\n' +
        'Dice and IoU at the size of the image. The baseline is the ellipse inscribed in the box.\n',
    )
    .action(evaluate);
}

async function evaluate(folders: readonly string[], options: EvaluateOptions): Promise<void> {
  const scores: SetScore[] = [];
  let errors = 0;
  await withClient(options, async (client) => {
    for (const folder of folders) {
      const start = performance.now();
      try {
        const dataset = await readDataset(folder);
        const score = await evaluateDataset(dataset, {
          client,
          prompt: options.prompt,
          ...(options.limit === undefined ? {} : { limit: options.limit }),
          onImage: (done, total) => {
            terminal.progress(`${dataset.name} · ${progressText(done, total, start)}`);
          },
          onError: (error) => {
            errors++;
            terminal.fail(error);
          },
        });
        if (score.masks > 0) scores.push(score);
        else
          terminal.fail(new UserError('bad-input', { file: folder, problem: 'No mask of this set could be scored.' }));
      } catch (error) {
        if (!(error instanceof UserError) || error.code === 'no-device' || error.code === 'bad-model') throw error;
        errors++;
        terminal.fail(error);
      }
    }
  });
  terminal.endProgress();
  if (options.json) terminal.print(JSON.stringify({ sets: scores, mean: meanOf(scores) }));
  else if (scores.length > 0) terminal.print(table(scores));
  if (errors > 0) terminal.fail(`${errors} image${errors === 1 ? '' : 's'} or masks could not be used.`);
}

type Means = Pick<SetScore, 'dice' | 'iou' | 'baselineDice'>;

/** Means over the sets. */
function meanOf(scores: readonly SetScore[]): Means {
  const over = (key: keyof Means): number => mean(scores.map((score) => score[key]));
  return { dice: over('dice'), iou: over('iou'), baselineDice: over('baselineDice') };
}

function table(scores: readonly SetScore[]): string {
  const width = Math.max(8, ...scores.map(({ set }) => set.length));
  const row = (set: string, images: string, masks: string, { dice, iou, baselineDice }: Means): string =>
    `${set.padEnd(width)}  ${images.padStart(6)}  ${masks.padStart(6)}  ${dice.toFixed(3)}  ${iou.toFixed(3)}  ${baselineDice.toFixed(3)}`;
  const head = `${'Set'.padEnd(width)}  ${'Images'.padStart(6)}  ${'Masks'.padStart(6)}  Dice   IoU    Baseline Dice`;
  const body = scores.map((score) => row(score.set, String(score.images), String(score.masks), score));
  return [head, ...body, row('Mean', '', '', meanOf(scores))].join('\n');
}
