import type { Point } from '../../src/core/geometry/rect';
import { maskLine } from '../../src/core/mask/maskLine';
import type { Place, PressContext } from '../../src/core/view/gesture';
import { gripAt, objectAt } from '../../src/core/view/hitTest';
import { isAreaTool, isHandTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';
import { promptInPlane } from '../store/planePrompt';
import type { PlaneView } from '../store/planeView';

/** What a press at `place` on the slice would find. */
export function pressContext(page: Page, place: Place): PressContext {
  const { tool, selected, objects, transform, isShown } = page;
  const object = selected.value;
  return {
    tool: tool.value,
    image: page.image.value ?? { width: 0, height: 0 },
    selected: object && { id: object.id, prompt: object.prompt },
    grip:
      object && transform.value && hasGrips(page, object)
        ? gripAt(object.prompt, transform.value, place.viewport)
        : undefined,
    hit: objectAt(
      objects.value.filter(({ id }) => isShown.value(id)),
      place.image,
    ),
  };
}

/** What a press at `place` in a plane across the slices would find. */
export function planeContext(page: Page, view: PlaneView, place: Place): PressContext {
  const { tool, document } = page;
  const { objects, selected } = document.value;
  const volume = view.place.value?.volume ?? 0;
  const object = objects.find(({ id, volume: own = 0 }) => id === selected && own === volume);
  const prompt = object && promptInPlane(page, view, object.label).prompt;
  return {
    tool: tool.value,
    image: view.image.value ?? { width: 0, height: 0 },
    selected: object && prompt && { id: object.id, prompt },
    grip:
      prompt && view.transform.value && hasGrips(page, object)
        ? gripAt(prompt, view.transform.value, place.viewport)
        : undefined,
    hit: objectInPlane(page, view, place.image),
  };
}

/** Whether the prompt of an object can be taken hold of. */
function hasGrips({ tool }: Page, { locked }: { readonly locked?: true }): boolean {
  return !isHandTool(tool.value) && !isAreaTool(tool.value) && locked !== true;
}

/** Id of the topmost object with a pixel at a point of a plane. */
function objectInPlane({ objectIndex, isShown }: Page, view: PlaneView, at: Point): string | undefined {
  const { index = 0, volume = 0 } = view.place.value ?? {};
  const [x, slice] = [Math.floor(at.x), Math.floor(at.y)];
  return objectIndex.value
    .across(volume, view.normal, index)
    .findLast(
      (each) =>
        isShown.value(each.id) &&
        each.slice === slice &&
        maskLine(each.mask, view.normal, index).some(([start, end]) => start <= x && x < end),
    )?.id;
}
