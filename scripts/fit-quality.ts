import { readFile, writeFile } from 'node:fs/promises';
import type { Fit } from '../src/core/quality/fits';
import { mean } from '../src/core/statistics/mean';
import { featuresOf } from '../src/core/quality/estimate';
import { signalNames, type SignalName, type Signals } from '../src/core/quality/signals';
import { fitLogistic } from '../src/core/statistics/logistic';
import { formatted } from './format';

// `npm run fit:quality -- CASES.csv…`: fits the estimate of quality to the cases of `sam-unet evaluate --csv` and writes
// src/core/quality/shippedFits.ts. Every file counts the same, and in a file every set, however many masks it has.

interface Case {
  readonly file: string;
  readonly set: string;
  readonly protocol: string;
  readonly dice: number;
  readonly signals: Signals;
}

/** Weak: it only keeps signals that never vary from running away. */
const ridge = 1;

/**
 * The head has seen most of the masks that the fits are made from, and so knows more of them than of others: where there is a
 * box it gets no weight, until verdicts give it one. Clicks tell so little that it helps all the same.
 */
const unweighedOfBoxes: readonly SignalName[] = ['head'];

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Usage: npm run fit:quality -- CASES.csv…');
  process.exit(2);
}
const cases = (await Promise.all(files.map(async (file) => parseCases(await readFile(file, 'utf8'), file)))).flat();
/** What is missing with a box, with one that nobody asked further about, and without one. */
const situations: readonly { readonly hasBox: boolean; readonly missing: readonly SignalName[] }[] = [
  { hasBox: true, missing: [] },
  { hasBox: true, missing: ['jitter'] },
  { hasBox: false, missing: ['jitter', 'fit', 'sides'] },
];
const fits: Fit[] = situations.flatMap(({ hasBox, missing }) =>
  [[], ['head'] as const].map((unknown) => {
    const left = new Set<SignalName>([...missing, ...unknown]);
    return fitTo(
      signalNames.filter((name) => !left.has(name)),
      cases.filter(({ protocol }) => hasBox === (protocol !== 'point')),
      hasBox ? unweighedOfBoxes : [],
    );
  }),
);
const text = `import type { Fits } from './fits';

/**
 * How the signals of the bundled model predict the Dice coefficient; docs/evaluation.md says on which data. Written by
 * \`npm run fit:quality\`.
 */
export const shippedFits: Fits = ${JSON.stringify(fits)};
`;
await writeFile('src/core/quality/shippedFits.ts', await formatted('shippedFits.ts', text));

function fitTo(signals: readonly SignalName[], all: readonly Case[], unweighed: readonly SignalName[]): Fit {
  const known = all.filter((each) => signals.every((name) => each.signals[name] !== undefined));
  const parts = files.map((file) => countSets(known.filter((each) => each.file === file)));
  const features = known.map((each) => featuresOf(each.signals, { signals }));
  const isWeighed = signals.map((name) => !unweighed.includes(name));
  const shareOf = ({ file, set }: Case): number => {
    const sets = parts[files.indexOf(file)]!;
    return 1 / parts.length / sets.size / sets.get(set)!;
  };
  const examples = known.map((each, i) => ({
    features: features[i]!.map((feature, j) => (isWeighed[j] === true ? feature : 0)),
    target: each.dice,
    weight: known.length * shareOf(each),
  }));
  const prior = { intercept: 0, weights: signals.map(() => 0) };
  const { intercept, weights } = fitLogistic(examples, { prior, strength: ridge });
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    signals,
    intercept: rounded(intercept),
    weights: weights.map(rounded),
    means: signals.map((_, i) => rounded(mean(features.map((row) => row[i]!)))),
  };
}

/** How many cases there are of each set. */
function countSets(some: readonly Case[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { set } of some) sizes.set(set, (sizes.get(set) ?? 0) + 1);
  return sizes;
}

function parseCases(csv: string, file: string): Case[] {
  const [head = [], ...rows] = csv.trim().split(/\r?\n/).map(cellsOf);
  const column = (name: string): number => {
    const index = head.indexOf(name);
    if (index < 0) throw new Error(`${file} has no column “${name}”.`);
    return index;
  };
  return rows.map((cells) => ({
    file,
    set: cells[column('set')]!,
    protocol: cells[column('protocol')]!,
    dice: Number(cells[column('dice')]),
    signals: Object.fromEntries(
      signalNames.flatMap((name) => {
        const cell = cells[column(`signal_${name}`)];
        return cell === undefined || cell === '' ? [] : [[name, Number(cell)]];
      }),
    ),
  }));
}

/** Cells of a line of RFC 4180 without line breaks in cells. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
