import { maskLine } from '../../src/core/mask/maskLine';
import type { Place, PressContext } from '../../src/core/view/gesture';
import { gripAt, objectAt } from '../../src/core/view/hitTest';
import { isAreaTool, isHandTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';
import { promptInPlane } from '../store/planePrompt';
import type { PlaneView } from '../store/planeView';

/** What a press at `place` would find. */
export function pressContext(page: Page, place: Place): PressContext {
  const { tool, selected, objects, transform, isShown } = page;
  const object = selected.value;
  return {
    tool: tool.value,
    image: page.image.value ?? { width: 0, height: 0 },
    selected: object && { id: object.id, prompt: object.prompt },
    grip:
      isHandTool(tool.value) || isAreaTool(tool.value) || object?.locked === true
        ? undefined
        : object && transform.value && gripAt(object.prompt, transform.value, place.viewport),
    hit: objectAt(
      objects.value.filter(({ id }) => isShown.value(id)),
      place.image,
    ),
  };
}

/** What a press at `place` in a plane across the slices would find. */
export function planeContext(page: Page, view: PlaneView, { image: at }: Place): PressContext {
  const { tool, document, peeking, objectIndex } = page;
  const { objects, selected } = document.value;
  const { index = 0, volume = 0 } = view.place.value ?? {};
  const object = objects.find(({ id, volume: own = 0 }) => id === selected && own === volume);
  const [x, slice] = [Math.floor(at.x), Math.floor(at.y)];
  const hit = objectIndex.value
    .across(volume, view.normal, index)
    .findLast(
      (each) =>
        each.slice === slice && maskLine(each.mask, view.normal, index).some(([start, end]) => start <= x && x < end),
    );
  return {
    tool: tool.value,
    image: view.image.value ?? { width: 0, height: 0 },
    selected: object && { id: object.id, prompt: promptInPlane(page, view, object.label) },
    grip: undefined,
    hit: peeking.value ? undefined : hit?.id,
  };
}
