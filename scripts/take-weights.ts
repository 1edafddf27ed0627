import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ProtocolSummary } from '../src/core/evaluation/summary';
import { modelFiles, parseModelCard, type ModelCard } from '../src/core/model/card';
import { buildModelFolder } from '../src/node/model/buildModelFolder';
import { writeSelfTest } from '../src/node/model/selfTest';
import { ortRuntime } from '../src/node/ort/ortRuntime';
import { withSection } from './docs/section';
import { cached } from './setup/paths.mjs';
import { run, show } from './setup/processes.mjs';
import {
  estimateFigures,
  modelFigures,
  readmeFigures,
  scoreFigures,
  withoutVessels,
  type Figures,
  type Peer,
} from './weights/figures';

// `npm run take:weights -- [CHECKPOINT…] --data FOLDER`: makes the mean of training checkpoints the weights that ship, and does all
// that hangs on them: graphs, self-test, reference answers, the fit of the estimate, every figure of the pages. Without a
// checkpoint it does so for the weights that are there; `--quote` only puts the last measurements into the pages again. FOLDER holds
// the folders of sets `train` and `validate`.

const model = 'models/compact';
const work = cached('take-weights');
const measured = path.join(work, 'validate.json');
const pages = [
  ['models/README.md', modelFigures],
  ['docs/training.md', scoreFigures],
  ['docs/evaluation.md', estimateFigures],
  ['README.md', readmeFigures],
] as const;

const { values, positionals: checkpoints } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    python: { type: 'string', default: 'models/training/.venv/bin/python' },
    quote: { type: 'boolean', default: false },
  },
});
const { data, python } = values;
if (data === undefined) {
  console.error('Usage: npm run take:weights -- [CHECKPOINT…] --data FOLDER [--python PROGRAM] [--quote]');
  process.exit(2);
}
const setsOf = async (part: 'train' | 'validate'): Promise<string[]> =>
  (await readdir(path.join(data, part))).sort().map((name) => path.join(data, part, name));

if (!values.quote) {
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await call('node', 'scripts/build.mjs');
  if (checkpoints.length > 0) {
    await call(python, 'models/training/export.py', '--out', model, '--checkpoint', ...checkpoints);
  }
  await build(model);
  await call(python, 'test/golden/model/compact.py');
  await call(python, 'test/golden/teach/step.py');
  await fitEstimate();
  await measure();
}
await quote();

/** Writes a folder's graphs, self-test and hashes. */
async function build(folder: string): Promise<void> {
  await buildModelFolder(folder);
  await writeSelfTest(folder, ortRuntime);
}

/** Half from sets that the weights were trained on, as the card's credits say, half from others (docs/evaluation.md). */
async function fitEstimate(): Promise<void> {
  const undoubting = path.join(work, 'undoubting');
  await cp(model, undoubting, { recursive: true });
  await editCard(undoubting, (card) => ({ ...card, architecture: { ...card.architecture, doubt: 0 } }));
  await build(undoubting);
  const { credits } = await readCard(model);
  const isSeen = (folder: string): boolean => credits.some(({ name }) => name.endsWith(`(${path.basename(folder)})`));
  const sets = await setsOf('train');
  const parts = [
    { csv: path.join(work, 'seen.csv'), folders: sets.filter(isSeen), limit: '6' },
    { csv: path.join(work, 'unseen.csv'), folders: sets.filter((set) => !isSeen(set)), limit: '30' },
  ];
  for (const { csv, folders, limit } of parts) {
    const how = ['--model', undoubting, '--protocol', 'box,loose,point', '--limit', limit, '--csv', csv];
    await run('node', ['dist/cli.js', 'evaluate', ...folders, ...how]);
  }
  await call('node', 'scripts/run-ts.mjs', 'scripts/fit-quality.ts', ...parts.map(({ csv }) => csv));
}

/** Every protocol on the sets that nothing was made from. */
async function measure(): Promise<void> {
  await call('node', 'scripts/build.mjs');
  const how = ['--protocol', 'all', '--group', withoutVessels, '--csv', path.join(work, 'validate.csv'), '--json'];
  const output = await run('node', ['dist/cli.js', 'evaluate', ...(await setsOf('validate')), ...how]);
  // Progress is told on the lines before.
  await writeFile(measured, output.slice(output.lastIndexOf('{"settings"')));
}

/** Puts what was measured wherever it is quoted. */
async function quote(): Promise<void> {
  const { protocols: summaries } = JSON.parse(await readFile(measured, 'utf8')) as { protocols: ProtocolSummary[] };
  const peer = JSON.parse(await readFile('models/training/peer.json', 'utf8')) as Peer;
  const figures: Figures = { of: (protocol) => summaries.find((each) => each.protocol === protocol)!, peer };
  await editCard(model, (card) => ({ ...card, scores: ['box', 'point'].flatMap((name) => scores(figures.of(name))) }));
  for (const [page, write] of pages) {
    const text = await readFile(page, 'utf8');
    await writeFile(page, await withSection(text, 'figures', 'take:weights', write(figures)));
  }
}

function scores({ protocol, sets }: ProtocolSummary): ModelCard['scores'] {
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return sets.map(({ name, images, masks, score, baseline }) => ({
    set: name,
    prompt: protocol === 'box' ? 'box' : 'point',
    images,
    masks,
    dice: rounded(score.dice),
    iou: rounded(score.iou),
    baselineDice: rounded(baseline.dice),
  }));
}

async function readCard(folder: string): Promise<ModelCard> {
  return parseModelCard(await readFile(path.join(folder, modelFiles.card), 'utf8'));
}

async function editCard(folder: string, edit: (card: ModelCard) => ModelCard): Promise<void> {
  const text = JSON.stringify(edit(await readCard(folder)), undefined, 2);
  await writeFile(path.join(folder, modelFiles.card), `${text}\n`);
}

async function call(command: string, ...args: string[]): Promise<void> {
  if ((await show(command, args)) !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed.`);
}
