import { largestComponent } from '../../mask/components';
import { difference } from '../../mask/difference';
import { interiorPoint } from '../../mask/interiorPoint';
import type { Mask } from '../../mask/mask';
import type { PointPrompt, Prompt } from '../../prompt/prompt';
import { t } from '../../text/message';
import type { SliceProtocol, Subject } from '../protocol';
import { firstClick } from './firstClick';

/** Clicks that correct, as interactive segmentation is measured (NoC). */
export const clicks: SliceProtocol = {
  name: 'clicks',
  title: t`Clicks`,
  description: t`One click on the deepest pixel of the object, then one at a time on the deepest pixel of the largest wrong region; scored after five.`,
  open: ({ object }) => ({ prompt: { points: [firstClick(object.mask)] } }),
  correct: addCorrection,
};

/** The prompt with the next click of a person who corrects; undefined when the answer is the reference. */
export function addCorrection({ reference }: Subject, prompt: Prompt, answer: Mask): Prompt | undefined {
  const click = correctiveClick(answer, reference);
  return click && { ...prompt, points: [...prompt.points, click] };
}

/**
 * The next click of a person who corrects: the deepest pixel of the largest 8-connected region that is missing (positive) or
 * too much (negative); missing ones first when equally large. Undefined when the answer is the reference.
 */
export function correctiveClick(answer: Mask, reference: Mask): PointPrompt | undefined {
  const missing = largestComponent(difference(reference, answer));
  const excess = largestComponent(difference(answer, reference));
  const positive = (missing?.area ?? 0) >= (excess?.area ?? 0);
  const wrong = positive ? missing : excess;
  const deepest = wrong && interiorPoint(wrong.mask);
  return deepest && { ...deepest, positive };
}
