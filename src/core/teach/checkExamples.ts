import { UserError } from '../base/error';
import { counted } from '../text/counted';
import { t, type Message } from '../text/message';
import { leastExamples } from './settings';

/** What is to be known of an example before anything is learnt from it. */
export interface Checked {
  readonly group: string;
  /** Part of the image that the label covers, 0..1. */
  readonly share: number;
}

/** Examples whose shares of their images differ by more than this factor are not of one thing. */
const mostDifferent = 1000;

/**
 * Checks that a label can be learnt from examples.
 *
 * @throws UserError `bad-input` for too few, masks of one image alone, empty masks, and sizes that differ wildly
 */
export function checkExamples(label: string, examples: readonly Checked[]): void {
  const refuse = (problem: Message, advice: Message): never => {
    throw new UserError('bad-input', { problem, advice });
  };
  const { length } = examples;
  if (length < leastExamples) {
    refuse(
      t`“${label}” has accepted masks on ${counted(length, 'image')}, but at least ${leastExamples} are needed.`,
      t`Accept more masks of this label; ten are a good start.`,
    );
  }
  if (new Set(examples.map(({ group }) => group)).size === 1) {
    refuse(
      t`All accepted masks of “${label}” are from one image or patient, so none can be held out to measure the result.`,
      t`Accept masks in other images, too.`,
    );
  }
  const shares = examples.map(({ share }) => share);
  const [smallest, largest] = [Math.min(...shares), Math.max(...shares)];
  if (smallest === 0) refuse(t`A mask of “${label}” is empty.`, t`Remove it, or draw what it should show.`);
  if (largest > mostDifferent * smallest) {
    refuse(
      t`The masks of “${label}” cover between ${percent(smallest)} and ${percent(largest)} of their images, so they probably show different structures.`,
      t`Correct the masks, or use two labels for what they show.`,
    );
  }
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}
