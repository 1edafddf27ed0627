import { Command, InvalidArgumentError, Option } from 'commander';
import type { UserError } from '../../core/base/error';
import type { Protocol } from '../../core/evaluation/protocol';
import { protocols } from '../../core/evaluation/protocols';
import { casesCsv } from '../../core/evaluation/report/csv';
import { htmlReport, shownCases } from '../../core/evaluation/report/html/document';
import { evaluationJson } from '../../core/evaluation/report/json';
import { parseGroup, type SetGroup } from '../../core/evaluation/setGroup';
import { markdownReport, textReport } from '../../core/evaluation/report/text';
import { loadReading, type MaskReading } from '../../core/layouts/maskReading';
import { english } from '../../core/text/message';
import { evaluateDatasets } from '../../node/evaluation/evaluateDatasets';
import { picturesOf } from '../../node/evaluation/picture';
import { readDatasets } from '../../node/evaluation/readDataset';
import { checkOutput, writeFileAtomically } from '../../node/files/atomicWrite';
import { readTextFile } from '../../node/files/textFile';
import { interruptToken } from '../interrupt';
import { readingOf, readingOptions } from '../maskReading';
import { arrayOf, arrayOption, modelOptions, whole, withProcesses, type ModelOptions } from '../options';
import { measureTaught, taughtProtocol } from './evaluateTaught';
import { progressText, terminal } from '../terminal';

interface EvaluateOptions extends ModelOptions, MaskReading {
  readonly protocol: readonly Protocol[] | typeof taughtProtocol;
  readonly examples: number;
  readonly zoom: 'on' | 'off';
  readonly unit: 'px' | 'mm';
  readonly tolerance: number;
  readonly clicks: number;
  readonly seed: string;
  readonly single?: true;
  readonly array?: string;
  readonly limit?: number;
  readonly group: readonly SetGroup[];
  readonly json?: true;
  readonly csv?: string;
  readonly markdown?: string;
  readonly html?: string;
}

const names = protocols.map(({ name }) => name);
const nameWidth = Math.max(...names.map(({ length }) => length));

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure the model on data sets with reference masks')
    .argument('<folders...>', 'folders with an image2label_*.json or label2image_*.json')
    .addOption(
      new Option(
        '--protocol <names>',
        `prompts for each reference mask: any of ${names.join(', ')}, or all; or ${taughtProtocol}`,
      )
        .argParser(parseProtocols)
        .default([protocols[0]!], names[0]),
    )
    .addOption(new Option('--zoom <switch>', 'zoom-in refinement').choices(['on', 'off']).default('on'))
    .addOption(new Option('--unit <unit>', 'unit of surface distances').choices(['px', 'mm']).default('px'))
    .option('--tolerance <n>', 'tolerance of the normalised surface distance, in this unit', notNegative, 2)
    .option('--clicks <n>', 'maximum number of clicks per mask', (text) => whole(text, 1), 20)
    .option(
      '--examples <n>',
      `images that teach each label, with the protocol ${taughtProtocol}`,
      (text) => whole(text, 3),
      10,
    )
    .option('--seed <text>', 'seed of all random numbers', '0')
    .option('--single', 'count every DICOM file as a separate image, not as a slice of its series')
    .addOption(arrayOption())
    .option('--limit <n>', 'evaluate only the first N images of each set', (text) => whole(text, 1))
    .option(
      '--group <name=pattern>',
      'also give the means of the sets whose names fit, such as Vessels=*vessel* or "Without vessels=-*vessel*"; several times for several groups',
      addGroup,
      [],
    )
    .option('--json', 'print JSON')
    .option('--csv <file>', 'write the score of each mask to a CSV file')
    .option('--markdown <file>', 'write the tables to a Markdown file')
    .option('--html <file>', 'write an HTML report with plots and pictures of the worst cases');
  for (const option of [...readingOptions('reference masks: '), ...modelOptions()]) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `\nProtocols:\n${protocols.map(({ name, description }) => `  ${name.padEnd(nameWidth)} ${english(description)}`).join('\n')}\n` +
        `  ${taughtProtocol.padEnd(nameWidth)} No prompt: each label is taught with some images, and the others are scored.\n` +
        '\nThe baseline is the ellipse inscribed in the box. docs/evaluation.md explains protocols and metrics.\n',
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
  const { protocol } = options;
  const reading = await loadReading(readingOf(options), readTextFile);
  const evaluation = await withProcesses(options, (client) => {
    const start = performance.now();
    if (protocol === taughtProtocol) return measureTaught(datasets, client, options, onError);
    return evaluateDatasets(datasets, {
      client,
      protocols: protocol,
      zoom: zoom === 'on',
      unit: options.unit,
      tolerance: options.tolerance,
      clickLimit: clicks,
      seed: options.seed,
      reading,
      groups: options.group,
      ...(limit === undefined ? {} : { limit }),
      series: options.single === true ? 'single' : 'whole',
      ...arrayOf(options),
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
    await writeFileAtomically(
      html,
      htmlReport(evaluation, await picturesOf(shownCases(evaluation), datasets, options.array)),
    );
  }
  if (errors > 0) terminal.fail(`${errors} ${errors === 1 ? 'image or mask' : 'images or masks'} could not be used.`);
  if (evaluation.interrupted) {
    terminal.fail('Interrupted: the results cover only the images measured so far.');
    process.exitCode = 130;
  }
}

function parseProtocols(text: string): EvaluateOptions['protocol'] {
  if (text === 'all') return protocols;
  if (text === taughtProtocol) return taughtProtocol;
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`“${unknown}” is not a protocol. Choose from ${names.join(', ')}.`);
  return protocols.filter(({ name }) => wanted.includes(name));
}

/** Parses a group and adds it to those before it. */
function addGroup(text: string, before: readonly SetGroup[]): readonly SetGroup[] {
  const group = parseGroup(text);
  if (group !== undefined) return [...before.filter(({ name }) => name !== group.name), group];
  throw new InvalidArgumentError('Expected a name and a pattern, such as Vessels=*vessel*.');
}

function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a number of 0 or more.');
}
