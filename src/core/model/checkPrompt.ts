import { UserError } from '../base/error';
import { containsPoint, intersectRect, isEmptyRect, rectOf, type Point, type Rect, type Size } from '../geometry/rect';
import { maxPoints, type Prompt } from '../prompt/prompt';
import { t, type Message } from '../text/message';
import type { ModelPrompt } from './modelPrompt';
import type { ImageTransform } from './transform';

/**
 * Checks a person's prompt against the image. A box that reaches over the border is cut to the image.
 *
 * @param improves whether the prompt comes with an earlier mask, which says where the object is
 * @throws UserError `bad-prompt` for a prompt that says nothing of where the object is, an empty box or one outside the
 *   image, a point outside the image, or too many points
 */
export function checkPrompt(prompt: Prompt, image: Size, improves = false): Prompt {
  const size = t`The image has ${String(image.width)} × ${String(image.height)} pixels.`;
  checkCount(prompt.points);
  const outside = prompt.points.find((point) => !containsPoint(rectOf(image), point));
  if (outside !== undefined) throw pointOutside(outside, t`the image`, size);
  if (prompt.box === undefined) {
    if (improves || prompt.points.some((point) => point.positive)) return prompt;
    throw new UserError('bad-prompt', {
      problem: t`The prompt has neither a box nor a positive point.`,
      advice: t`Drag a box around the object or click into it.`,
    });
  }
  checkBox(prompt.box);
  const box = intersectRect(prompt.box, rectOf(image));
  if (isEmptyRect(box)) throw boxOutside(prompt.box, t`the image`, size);
  return { ...prompt, box };
}

/**
 * Checks what the decoder is about to be fed. Coordinates far away from the region would be legal but overflow in it.
 *
 * @param grid side of the logit grid
 * @throws UserError `bad-prompt` for coordinates that are not numbers or lie outside the region, too many points, or previous
 *   logits of another size or not finite
 */
export function checkModelPrompt(
  { box, points, previousLogits }: ModelPrompt,
  transform: ImageTransform,
  grid: number,
): void {
  const { x0, y0, x1, y1 } = transform.region;
  const size = t`The model sees only the region ${[x0, y0, x1, y1].join(',')} of the image.`;
  checkCount(points);
  for (const point of points) {
    const { x, y } = transform.pointToImage(point);
    const inside = x >= x0 - rounding && x <= x1 + rounding && y >= y0 - rounding && y <= y1 + rounding;
    if (!inside) throw pointOutside({ x, y }, t`the region`, size);
  }
  if (box !== undefined) {
    checkBox(box);
    const shown = transform.rectToImage(box);
    const near = Object.values(box).every((edge: number) => Math.abs(edge) <= 2 * transform.modelSize);
    if (!near || isEmptyRect(intersectRect(shown, transform.region))) throw boxOutside(shown, t`the region`, size);
  }
  if (previousLogits === undefined) return;
  if (previousLogits.length !== grid * grid) {
    throw new UserError('bad-prompt', {
      problem: t`There are ${String(previousLogits.length)} previous logits, but the model takes ${String(grid)} × ${String(grid)}.`,
      advice: t`Use the logits that this model returned.`,
    });
  }
  if (!previousLogits.every(Number.isFinite)) {
    throw new UserError('bad-prompt', {
      problem: t`The previous logits contain values that are not finite numbers.`,
      advice: t`Use the logits that this model returned.`,
    });
  }
}

/** What coordinates may differ by after a way to the model and back, in image pixels. */
const rounding = 1e-6;

function checkCount({ length }: readonly unknown[]): void {
  if (length <= maxPoints) return;
  throw new UserError('bad-prompt', {
    problem: t`The prompt has ${String(length)} points.`,
    advice: t`Use at most ${String(maxPoints)} points, or a box instead.`,
  });
}

function checkBox(box: Rect): void {
  const { x0, y0, x1, y1 } = box;
  if ([x0, y0, x1, y1].every(Number.isFinite) && !isEmptyRect(box)) return;
  throw new UserError('bad-prompt', {
    problem: t`The box ${[x0, y0, x1, y1].join(',')} is empty.`,
    advice: t`A box is x0,y0,x1,y1 with x1 > x0 and y1 > y0.`,
  });
}

function pointOutside({ x, y }: Point, what: Message, advice: Message): UserError {
  return new UserError('bad-prompt', {
    problem: t`The point ${String(x)},${String(y)} lies outside ${what}.`,
    advice,
  });
}

function boxOutside({ x0, y0, x1, y1 }: Rect, what: Message, advice: Message): UserError {
  return new UserError('bad-prompt', {
    problem: t`The box ${[x0, y0, x1, y1].join(',')} lies outside ${what}.`,
    advice,
  });
}
