import { interiorPoint } from '../../mask/interiorPoint';
import type { Mask } from '../../mask/mask';
import type { PointPrompt } from '../../prompt/prompt';

/** A positive click on the deepest pixel of an object. @throws RangeError when it has none */
export function firstClick(object: Mask): PointPrompt {
  const deepest = interiorPoint(object);
  if (deepest === undefined) throw new RangeError('An empty object cannot be clicked on.');
  return { ...deepest, positive: true };
}
