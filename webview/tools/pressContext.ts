import type { Place, PressContext } from '../../src/core/view/gesture';
import { gripAt, objectAt } from '../../src/core/view/hitTest';
import { isAreaTool, isHandTool } from '../../src/core/view/tool';
import type { Page } from '../store/page';

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
