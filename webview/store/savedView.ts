import { effect } from '@preact/signals';
import * as v from 'valibot';
import { vscodeApi } from '../vscodeApi';
import type { Page } from './page';

const finite = v.pipe(v.number(), v.finite());

const savedViewSchema = v.object({
  slice: v.pipe(v.number(), v.integer(), v.minValue(0)),
  window: v.optional(v.object({ center: finite, width: finite, name: v.optional(v.string()) })),
  camera: v.union([
    v.literal('fit'),
    v.object({ center: v.object({ x: finite, y: finite }), scale: v.pipe(finite, v.gtValue(0)) }),
  ]),
  tool: v.picklist(['box', 'point']),
  fill: v.boolean(),
});

/** Takes up the view that this page had before VS Code closed and remade it, and keeps it from now on. */
export function restoreView(page: Page): void {
  const saved = v.safeParse(savedViewSchema, vscodeApi.getState());
  if (saved.success) {
    const { slice, window, camera, tool, fill } = saved.output;
    page.sliceIndex.value = slice;
    page.chosenWindow.value = window && {
      center: window.center,
      width: window.width,
      ...(window.name === undefined ? {} : { name: window.name }),
    };
    page.camera.value = camera;
    page.tool.value = tool;
    page.fill.value = fill;
  }
  effect(() => {
    vscodeApi.setState({
      slice: page.sliceIndex.value,
      window: page.chosenWindow.value,
      camera: page.camera.value,
      tool: page.tool.value,
      fill: page.fill.value,
    } satisfies v.InferInput<typeof savedViewSchema>);
  });
}
