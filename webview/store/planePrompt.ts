import { volumeOf } from '../../src/core/image/slicePlace';
import type { Prompt } from '../../src/core/prompt/prompt';
import type { Page } from './page';
import type { PlaneView } from './planeView';

/** The prompt of a label in a plane; an empty one where it has none there. */
export function promptInPlane({ document }: Page, { place }: PlaneView, label: string): Prompt {
  const at = place.value;
  if (at === undefined) return { points: [] };
  const found = document.value.objects
    .filter((object) => object.label === label && volumeOf(object) === volumeOf(at))
    .flatMap(({ planePrompts = [] }) => planePrompts)
    .find(({ normal, index }) => normal === at.normal && index === at.index);
  return found?.prompt ?? { points: [] };
}
