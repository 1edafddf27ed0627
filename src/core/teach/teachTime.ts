import { durationText } from '../text/durationText';
import { english, t, type Message } from '../text/message';
import { checkpoints, copies, fewExamples, folds } from './settings';

/** One training step takes as long as encoding this many images: measured with `compact` on two CPU cores. */
const stepInEncodings = 8;
/** An estimate from the speed of encoding alone counts this many sizes of regions, at least and at most; there may be up to four. */
const trials = [1, 2] as const;

/** A teaching to come, or one that was. */
export interface TeachWork {
  readonly examples: number;
  /** Of one training. */
  readonly steps: number;
}

/** What is known of how fast a machine teaches. */
export interface TeachPace {
  /** Milliseconds in which an image was encoded. */
  readonly encodeMs?: number | undefined;
  /** The last teaching of a label on this machine, which counts more than the former. */
  readonly last?: (TeachWork & { readonly seconds: number }) | undefined;
}

/** Seconds that a teaching is estimated to take. */
export interface TeachTime {
  readonly least: number;
  readonly most: number;
}

/**
 * How long a teaching takes on a machine: from the last one there, as this one has more or less to do, or else from the time to encode
 * an image.
 *
 * @returns undefined where neither is known
 */
export function teachTime(work: TeachWork, { encodeMs, last }: TeachPace): TeachTime | undefined {
  if (last !== undefined) {
    const seconds = (last.seconds * encodings(work, trials[0])) / encodings(last, trials[0]);
    return { least: seconds, most: seconds };
  }
  if (encodeMs === undefined) return undefined;
  const [least, most] = trials.map((sizes) => (encodings(work, sizes) * encodeMs) / 1000) as [number, number];
  return { least, most };
}

/** “Takes about 2 min to 4 min on this machine.” */
export function teachTimeText(time: TeachTime | undefined): Message {
  if (time === undefined) return t`Takes some minutes.`;
  const [least, most] = [roughly(time.least), roughly(time.most)];
  return english(least) === english(most)
    ? t`Takes about ${least} on this machine.`
    : t`Takes about ${least} to ${most} on this machine.`;
}

/** Seconds to the next ten, as an estimate is not exact. */
function roughly(seconds: number): Message {
  return durationText(10 * Math.max(1, Math.ceil(seconds / 10)));
}

/** The work of a teaching, in images that could be encoded in its time. @param sizes of regions that are tried, one after the other */
function encodings({ examples, steps }: TeachWork, sizes: number): number {
  const isFew = examples < fewExamples;
  let sum = isFew ? steps * checkpoints[1]! * stepInEncodings : 0;
  for (let tiles = 1; tiles <= sizes; tiles++) {
    sum += examples * copies.most * tiles ** 2 + steps * stepInEncodings * (isFew ? folds : 1);
  }
  return sum;
}
