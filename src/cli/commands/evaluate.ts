import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import type { Protocol } from '../../core/evaluation/protocol';
import { protocols } from '../../core/evaluation/protocols';
import { casesCsv } from '../../core/evaluation/report/csv';
import type { Evaluation } from '../../core/evaluation/report/evaluation';
import { evaluationJson } from '../../core/evaluation/report/json';
import { markdownReport, textReport } from '../../core/evaluation/report/text';
import { summarise } from '../../core/evaluation/summary';
import { evaluateDataset } from '../../node/dataset/evaluateDataset';
import { readDataset, type Dataset } from '../../node/dataset/readDataset';
import { checkOutput, writeFileAtomically } from '../../node/files/atomicWrite';
import { interruptToken } from '../interrupt';
import { modelOptions, whole, withClient, type ModelOptions } from '../options';
import { progressText, terminal } from '../terminal';

interface EvaluateOptions extends ModelOptions {
  readonly protocol: readonly Protocol[];
  readonly zoom: 'on' | 'off';
  readonly unit: 'px' | 'mm';
  readonly tolerance: number;
  readonly clicks: number;
  readonly seed: string;
  readonly limit?: number;
  readonly json?: true;
  readonly csv?: string;
  readonly markdown?: string;
}

const names = protocols.map(({ name }) => name);

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure the model on data sets with reference masks')
    .argument('<folders...>', 'folders with an image2label_*.json or label2image_*.json')
    .addOption(
      new Option('--protocol <names>', `what the model is told of each mask: some of ${names.join(', ')}, or all`)
        .argParser(parseProtocols)
        .default([protocols[0]!], names[0]),
    )
    .addOption(new Option('--zoom <switch>', 'the closer second look').choices(['on', 'off']).default('on'))
    .addOption(new Option('--unit <unit>', 'unit of surface distances').choices(['px', 'mm']).default('px'))
    .option('--tolerance <n>', 'of the normalised surface distance', notNegative, 2)
    .option('--clicks <n>', 'most clicks that a mask gets', (text) => whole(text, 1), 20)
    .option('--seed <text>', 'of everything random', '0')
    .option('--limit <n>', 'images to take of each set', (text) => whole(text, 1))
    .option('--json', 'print JSON')
    .option('--csv <file>', 'write the score of each mask')
    .option('--markdown <file>', 'write the tables');
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `\n${protocols.map(({ name, description }) => `${name.padEnd(10)} ${description}`).join('\n')}\n` +
        '\nThe baseline is the ellipse inscribed in the box. docs/evaluation.md explains protocols and figures.\n',
    )
    .action(evaluate);
}

async function evaluate(folders: readonly string[], options: EvaluateOptions): Promise<void> {
  await checkOutput(options.csv, '.csv');
  await checkOutput(options.markdown, '.md');
  const evaluation = await measure(folders, options);
  terminal.endProgress();
  if (evaluation.failures > 0) {
    terminal.fail(`${evaluation.failures} image${evaluation.failures === 1 ? '' : 's'} or masks could not be used.`);
  }
  if (evaluation.interrupted) {
    terminal.fail('Interrupted: these are the figures until then.');
    process.exitCode = 130;
  }
  if (options.json) terminal.print(evaluationJson(evaluation));
  else if (evaluation.cases.length > 0) terminal.print(textReport(evaluation));
  if (options.csv !== undefined) await writeFileAtomically(options.csv, casesCsv(evaluation.cases));
  if (options.markdown !== undefined) await writeFileAtomically(options.markdown, markdownReport(evaluation));
}

/** Evaluates all that can be evaluated; tells of the rest. */
async function measure(folders: readonly string[], options: EvaluateOptions): Promise<Evaluation> {
  const token = interruptToken();
  const interrupted = (): boolean => token.isCancellationRequested;
  let failures = 0;
  const onError = (error: unknown): void => {
    failures++;
    terminal.fail(error);
  };
  const datasets: Dataset[] = [];
  for (const folder of folders) {
    try {
      datasets.push(await readDataset(folder));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onError(error);
    }
  }
  const { zoom, unit, tolerance, clicks: clickLimit, seed, limit } = options;
  const total = datasets.reduce((sum, { items }) => sum + Math.min(items.length, limit ?? Infinity), 0);
  return withClient(options, async (client) => {
    const model = await client.start();
    const start = performance.now();
    const cases: Case[] = [];
    let done = 0;
    for (const dataset of datasets) {
      if (interrupted()) break;
      const own = await evaluateDataset(dataset, {
        client,
        protocols: options.protocol,
        zoom: zoom === 'on',
        unit,
        tolerance,
        clickLimit,
        seed,
        token,
        onError,
        ...(limit === undefined ? {} : { limit }),
        onImage: () => {
          terminal.progress(`${progressText(done++, total, start)} · ${dataset.name}`);
        },
      });
      if (own.length === 0 && !interrupted()) {
        onError(new UserError('bad-input', { file: dataset.folder, problem: 'No mask of this set could be scored.' }));
      }
      for (const each of own) cases.push(each);
    }
    const { name, sha256, device } = model;
    return {
      settings: {
        model: name,
        weights: sha256,
        device,
        zoom: zoom === 'on',
        unit,
        tolerance,
        clickLimit,
        seed,
        ...(limit === undefined ? {} : { limit }),
      },
      summaries: options.protocol.map(({ name: protocol }) =>
        summarise(
          protocol,
          cases.filter((each) => each.protocol === protocol),
          clickLimit,
        ),
      ),
      cases,
      failures,
      interrupted: interrupted(),
    };
  });
}

function parseProtocols(text: string): readonly Protocol[] {
  if (text === 'all') return protocols;
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`“${unknown}” is none of ${names.join(', ')}.`);
  return protocols.filter(({ name }) => wanted.includes(name));
}

function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give a number that is not negative.');
}
