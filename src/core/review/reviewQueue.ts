import { joined, t, type Message } from '../text/message';
import type { ReviewItem } from './reviewItem';

/** What was done with an item: its masks were judged, or it was skipped. */
export type Outcome = 'reviewed' | 'skipped';

export interface ReviewProgress {
  /** Items behind, the current one not counted. */
  readonly done: number;
  readonly total: number;
  /** Masks of each verdict. */
  readonly accepted: number;
  readonly corrected: number;
  readonly rejected: number;
  readonly skipped: number;
  /** Median time spent on an item that was not skipped, in seconds; undefined before the first. */
  readonly secondsEach?: number;
  /** Mean time for each mask of those items. */
  readonly secondsPerMask?: number;
}

/** Masks of an item by verdict. */
export type VerdictCounts = Pick<ReviewProgress, 'accepted' | 'corrected' | 'rejected'>;

/** The most seconds that count for one item: what is longer is a break. */
const longest = 300;

interface Finished {
  readonly outcome: Outcome;
  readonly counts: VerdictCounts;
  readonly seconds: number;
}

const none: VerdictCounts = { accepted: 0, corrected: 0, rejected: 0 };

/** A walk through the items of a review, forwards and back. */
export class ReviewQueue {
  readonly #items: readonly ReviewItem[];
  readonly #finished: Finished[] = [];

  constructor(items: readonly ReviewItem[]) {
    this.#items = items;
  }

  /** The item under review; undefined at the end. */
  get current(): ReviewItem | undefined {
    return this.#items[this.#finished.length];
  }

  /** The item after the current one. */
  get next(): ReviewItem | undefined {
    return this.#items[this.#finished.length + 1];
  }

  /**
   * Goes to the next item.
   * @param seconds time the current one took
   */
  finish(outcome: Outcome, seconds: number, counts: VerdictCounts = none): ReviewItem | undefined {
    if (this.current !== undefined) this.#finished.push({ outcome, counts, seconds: Math.min(seconds, longest) });
    return this.current;
  }

  /** Goes back to the item before; what was done with it counts no more. */
  back(): ReviewItem | undefined {
    return this.#finished.pop() === undefined ? undefined : this.current;
  }

  get progress(): ReviewProgress {
    const sum = (verdict: keyof VerdictCounts): number =>
      this.#finished.reduce((total, { counts }) => total + counts[verdict], 0);
    const seconds = this.#finished.flatMap((item) => (item.outcome === 'skipped' ? [] : [item.seconds]));
    const middle = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)];
    const masks = judgedIn({ accepted: sum('accepted'), corrected: sum('corrected'), rejected: sum('rejected') });
    return {
      done: this.#finished.length,
      total: this.#items.length,
      accepted: sum('accepted'),
      corrected: sum('corrected'),
      rejected: sum('rejected'),
      skipped: this.#finished.filter(({ outcome }) => outcome === 'skipped').length,
      ...(middle === undefined ? {} : { secondsEach: middle }),
      ...(masks === 0 ? {} : { secondsPerMask: seconds.reduce((all, each) => all + each, 0) / masks }),
    };
  }
}

const countTexts: readonly (readonly [name: keyof VerdictCounts | 'skipped', text: (count: number) => Message])[] = [
  ['accepted', (count) => t`${count} accepted`],
  ['corrected', (count) => t`${count} corrected`],
  ['rejected', (count) => t`${count} rejected`],
  ['skipped', (count) => t`${count} skipped`],
];

/**
 * Such as `12 of 340 · 9 accepted · 2 corrected · 1 rejected · 6 s per image`.
 *
 * @param isOver whether the review has ended, so that the count is of images that are done and not the place of the one shown
 */
export function progressText(progress: ReviewProgress, isOver = false): Message {
  const { done, total, secondsEach } = progress;
  const counts = countTexts.flatMap(([name, text]) => (progress[name] === 0 ? [] : [text(progress[name])]));
  const place = done === total ? t`${total} done` : isOver ? t`${done} of ${total} done` : t`${done + 1} of ${total}`;
  const time = secondsEach === undefined ? [] : [t`${Math.round(secondsEach)} s per image`];
  return joined([place, ...counts, ...time], ' · ');
}

/** The effort of a review, such as `75 % accepted unchanged · 3.5 s per mask`; undefined when no mask was judged. */
export function effortText(progress: ReviewProgress): Message | undefined {
  const { accepted, secondsPerMask } = progress;
  if (secondsPerMask === undefined) return undefined;
  const share = Math.round((100 * accepted) / judgedIn(progress));
  return joined([t`${share} % accepted unchanged`, t`${secondsPerMask.toFixed(1)} s per mask`], ' · ');
}

function judgedIn({ accepted, corrected, rejected }: VerdictCounts): number {
  return accepted + corrected + rejected;
}
