import { volumeOf } from '../../src/core/image/slicePlace';
import type { CandidatePlace, PlanePrompt } from '../../src/core/prompt/prompt';
import type { Page } from './page';
import type { PlaneView } from './planeView';

/** The prompt of a label in a plane; an empty one where it has none there. */
export function promptInPlane(
  { document }: Page,
  { place }: PlaneView,
  label: string,
): Pick<PlanePrompt, 'prompt' | 'candidate'> {
  const at = place.value;
  if (at === undefined) return { prompt: { points: [] } };
  const found = document.value.objects
    .filter((object) => object.label === label && volumeOf(object) === volumeOf(at))
    .flatMap(({ planePrompts = [] }) => planePrompts)
    .find(({ normal, index }) => normal === at.normal && index === at.index);
  return found ?? { prompt: { points: [] } };
}

/** The place of the selected object among the model's answers, on the slice or in the plane that tools were used in last. */
export function shownCandidate(page: Page): CandidatePlace | undefined {
  const plane = page.activePlane.value;
  if (plane === undefined) return page.selected.value?.candidate;
  const { objects, selected } = page.document.value;
  const object = objects.find(({ id }) => id === selected);
  return object && promptInPlane(page, plane, object.label).candidate;
}
