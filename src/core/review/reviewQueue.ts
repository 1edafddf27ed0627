import type { ReviewItem } from './reviewItem';

/** What was done with an item: something was said of its masks, or it was passed over. */
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

/** How much of the time an item was open counts: nobody looks at one mask for longer, but people go for coffee. */
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

/** Such as `12 of 340 · 9 accepted · 2 corrected · 1 rejected · 6 s each`. */
export function progressText(progress: ReviewProgress): string {
  const { done, total, secondsEach } = progress;
  const counts = (['accepted', 'corrected', 'rejected', 'skipped'] as const).flatMap((name) =>
    progress[name] === 0 ? [] : [`${String(progress[name])} ${name}`],
  );
  const place = done < total ? `${String(done + 1)} of ${String(total)}` : `${String(total)} done`;
  return [place, ...counts, ...(secondsEach === undefined ? [] : [`${String(Math.round(secondsEach))} s each`])].join(
    ' · ',
  );
}

/** What a review cost, such as `75 % accepted as they were · 3.5 s a mask`; nothing when no mask was judged. */
export function effortText(progress: ReviewProgress): string {
  const { accepted, secondsPerMask } = progress;
  if (secondsPerMask === undefined) return '';
  return `${Math.round((100 * accepted) / judgedIn(progress))} % accepted as they were · ${secondsPerMask.toFixed(1)} s a mask`;
}

function judgedIn({ accepted, corrected, rejected }: VerdictCounts): number {
  return accepted + corrected + rejected;
}
