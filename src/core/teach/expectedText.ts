import type { Interval } from '../statistics/bootstrap';
import { t, type Message } from '../text/message';

/** Mean Dice on held-out images, and its 95 % interval where enough were held out. */
export interface Expected {
  readonly after: number;
  readonly interval: Interval | null;
}

/** “expected Dice 0.91 (0.88 to 0.94)”: on new images, as measured on held-out ones. */
export function expectedText({ after, interval }: Expected): Message {
  if (interval === null) return t`expected Dice ${after.toFixed(2)}`;
  return t`expected Dice ${after.toFixed(2)} (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
}
