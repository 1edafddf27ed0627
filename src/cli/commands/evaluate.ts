import { Command, InvalidArgumentError, Option } from 'commander';
import type { UserError } from '../../core/base/error';
import type { Protocol } from '../../core/evaluation/protocol';
import { protocols } from '../../core/evaluation/protocols';
import { casesCsv } from '../../core/evaluation/report/csv';
import { htmlReport, shownCases } from '../../core/evaluation/report/html/document';
import { evaluationJson } from '../../core/evaluation/report/json';
import { markdownReport, textReport } from '../../core/evaluation/report/text';
import { evaluateDatasets } from '../../node/evaluation/evaluateDatasets';
import { picturesOf } from '../../node/evaluation/picture';
import { readDatasets } from '../../node/evaluation/readDataset';
import { checkOutput, writeFileAtomically } from '../../node/files/atomicWrite';
import { interruptToken } from '../interrupt';
import { modelOptions, whole, withProcesses, type ModelOptions } from '../options';
import { progressText, terminal } from '../terminal';

interface EvaluateOptions extends ModelOptions {
  readonly protocol: readonly Protocol[];
  readonly zoom: 'on' | 'off';
  readonly unit: 'px' | 'mm';
  readonly tolerance: number;
  readonly clicks: number;
  readonly seed: string;
  readonly single?: true;
  readonly limit?: number;
  readonly json?: true;
  readonly csv?: string;
  readonly markdown?: string;
  readonly html?: string;
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
    .option('--single', 'count every DICOM file for itself, not for a slice of its series')
    .option('--limit <n>', 'images to take of each set', (text) => whole(text, 1))
    .option('--json', 'print JSON')
    .option('--csv <file>', 'write the score of each mask')
    .option('--markdown <file>', 'write the tables')
    .option('--html <file>', 'write a report with plots and pictures of the worst cases');
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
  const { csv, markdown, html, zoom, clicks, limit } = options;
  await checkOutput(csv, '.csv');
  await checkOutput(markdown, '.md');
  await checkOutput(html, '.html');
  let errors = 0;
  const onError = (error: UserError): void => {
    errors++;
    terminal.fail(error);
  };
  const datasets = await readDatasets(folders, onError);
  const evaluation = await withProcesses(options, (client) => {
    const start = performance.now();
    return evaluateDatasets(datasets, {
      client,
      protocols: options.protocol,
      zoom: zoom === 'on',
      unit: options.unit,
      tolerance: options.tolerance,
      clickLimit: clicks,
      seed: options.seed,
      ...(limit === undefined ? {} : { limit }),
      series: options.single === true ? 'single' : 'whole',
      token: interruptToken(),
      onError,
      onImage: (done, total, set) => {
        terminal.progress(`${progressText(done, total, start)} · ${set}`);
      },
    });
  });
  terminal.endProgress();
  if (options.json) terminal.print(evaluationJson(evaluation));
  else if (evaluation.cases.length > 0) terminal.printLines(textReport(evaluation));
  if (csv !== undefined) await writeFileAtomically(csv, casesCsv(evaluation.cases));
  if (markdown !== undefined) await writeFileAtomically(markdown, markdownReport(evaluation));
  if (html !== undefined) {
    await writeFileAtomically(html, htmlReport(evaluation, await picturesOf(shownCases(evaluation), datasets)));
  }
  if (errors > 0) terminal.fail(`${errors} image${errors === 1 ? '' : 's'} or masks could not be used.`);
  if (evaluation.interrupted) {
    terminal.fail('Interrupted: these are the figures until then.');
    process.exitCode = 130;
  }
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
