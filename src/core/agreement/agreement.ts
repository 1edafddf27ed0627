import { bootstrapMean, type Interval } from '../statistics/bootstrap';
import { cohensKappa, type YesNoTable } from '../statistics/kappa';
import { mean } from '../statistics/mean';
import { pairsOf, type AgreementCase, type ReaderPair } from './compareReadings';
import { readerPerformances, type CasePerformance, type ReaderPerformance } from './performance';

/** How far two readers agree on one label. */
export interface LabelAgreement extends YesNoTable {
  readonly label: string;
  readonly readers: ReaderPair;
  /** Mean over the images that both have drawn the label in; undefined where there are none. */
  readonly dice?: number;
  /** 95 % bootstrap interval of the mean Dice, by image. */
  readonly interval?: Interval;
  /** Mean over the same images, in the unit of the agreement. */
  readonly hd95?: number;
  /** Cohen's kappa of whether the label is there; undefined where chance alone gives full agreement. */
  readonly kappa?: number;
}

/** An image, and which readers have read it. */
export interface ReadBy {
  readonly image: string;
  readonly volumes: number;
  readonly readers: readonly number[];
}

/** How far readers agree on the same images. */
export interface Agreement {
  /** Their names. */
  readonly readers: readonly string[];
  /** Unit of distances. */
  readonly unit: 'mm' | 'px';
  /** Images that at least two of them have read. */
  readonly images: number;
  /** Images that fewer have read, so that nothing could be compared. */
  readonly single: readonly string[];
  readonly labels: readonly LabelAgreement[];
  /** Label by label. */
  readonly performance: readonly ReaderPerformance[];
  /** Worst first. */
  readonly cases: readonly AgreementCase[];
  /** Images that could not be compared. */
  readonly failures: number;
}

/** Sums up what was compared. */
export function agreementOf(
  { readers, unit, failures }: Pick<Agreement, 'readers' | 'unit' | 'failures'>,
  read: readonly ReadBy[],
  cases: readonly AgreementCase[],
  performances: readonly CasePerformance[],
): Agreement {
  const compared = read.filter((each) => each.readers.length > 1);
  const labels = [...new Set(cases.map(({ label }) => label))].sort((a, b) => a.localeCompare(b, 'en'));
  return {
    ...{ readers, unit, failures },
    images: compared.length,
    single: read.filter((each) => each.readers.length === 1).map(({ image }) => image),
    labels: pairsOf(readers).flatMap((pair) => {
      const both = compared.filter((each) => pair.every((reader) => each.readers.includes(reader)));
      const volumes = both.reduce((sum, each) => sum + each.volumes, 0);
      if (volumes === 0) return [];
      return labels.map((label) => labelAgreement(label, pair, volumes, cases));
    }),
    performance: readerPerformances(labels, readers.length, performances),
    cases: cases.toSorted((a, b) => a.dice - b.dice || (b.hd95 ?? 0) - (a.hd95 ?? 0)),
  };
}

/** @param volumes number of volumes that both have read; an image has one unless it is 4-D */
function labelAgreement(
  label: string,
  pair: ReaderPair,
  volumes: number,
  cases: readonly AgreementCase[],
): LabelAgreement {
  const own = cases.filter(
    (each) => each.label === label && each.readers[0] === pair[0] && each.readers[1] === pair[1],
  );
  const shared = own.filter(({ drawn }) => drawn[0] && drawn[1]);
  const onlyOne = own.filter(({ drawn }) => !drawn[1]).length;
  const onlyOther = own.filter(({ drawn }) => !drawn[0]).length;
  const table = { both: shared.length, onlyOne, onlyOther, neither: volumes - own.length };
  const kappa = cohensKappa(table);
  const rest = { ...table, ...(kappa === undefined ? {} : { kappa }) };
  if (shared.length === 0) return { label, readers: pair, ...rest };
  const byImage = [...new Set(shared.map(({ image }) => image))].map((image) =>
    shared.filter((each) => each.image === image).map(({ dice }) => dice),
  );
  return {
    ...{ label, readers: pair, ...rest },
    dice: mean(shared.map(({ dice }) => dice)),
    interval: bootstrapMean([byImage], label),
    hd95: mean(shared.map(({ hd95 }) => hd95!)),
  };
}
