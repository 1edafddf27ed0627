import { effect, type Signal } from '@preact/signals';
import * as v from 'valibot';
import { windowFields } from '../../src/core/image/windowSchema';
import { colorMaps } from '../../src/core/view/colorMap';
import type { Text } from '../../src/core/text/message';
import { tools } from '../../src/core/view/tool';
import { vscodeApi } from '../vscodeApi';
import type { Page } from './page';

const finite = v.pipe(v.number(), v.finite());

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const point = v.object({ x: finite, y: finite });

/** The name of a window: that of the header, or a message. */
const textSchema: v.GenericSchema<Text> = v.union([
  v.string(),
  v.object({ key: v.string(), args: v.array(v.union([v.number(), v.lazy(() => textSchema)])) }),
]);

const savedViewSchema = v.object({
  slice: index,
  volume: index,
  window: v.optional(v.object({ ...windowFields, name: v.exactOptional(textSchema) })),
  camera: v.union([v.literal('fit'), v.object({ center: point, scale: v.pipe(finite, v.gtValue(0)) })]),
  tool: v.picklist(tools),
  planes: v.boolean(),
  crosshair: v.optional(point),
  coloring: v.object({ map: v.picklist(colorMaps), invert: v.boolean() }),
  smooth: v.boolean(),
  scaleBar: v.optional(v.boolean(), true),
  brush: v.object({
    diameter: v.pipe(finite, v.minValue(1)),
    range: v.nullable(v.pipe(v.tuple([finite, finite]), v.readonly())),
    sparesOthers: v.boolean(),
  }),
  cineRate: v.pipe(finite, v.gtValue(0)),
});

type SavedView = v.InferOutput<typeof savedViewSchema>;

/** Takes up the view that this page had before VS Code closed and remade it, and keeps it from now on. */
export function restoreView(page: Page): void {
  const saved = v.safeParse(savedViewSchema, vscodeApi.getState());
  const kept = Object.entries(keptSignals(page)) as [keyof SavedView, Signal<unknown>][];
  if (saved.success) {
    for (const [name, signal] of kept) signal.value = saved.output[name];
    page.isPlaced.value = true;
  }
  effect(() => {
    if (!page.isPlaced.value) return;
    vscodeApi.setState(Object.fromEntries(kept.map(([name, signal]) => [name, signal.value])));
  });
}

function keptSignals(page: Page): { readonly [K in keyof SavedView]-?: Signal<SavedView[K]> } {
  const { sliceIndex: slice, volumeIndex: volume, chosenWindow: window, crosshair, coloring, smooth, cineRate } = page;
  const { camera, tool, planes, brush, scaleBar } = page;
  return {
    slice,
    volume,
    window,
    camera,
    tool,
    planes,
    crosshair,
    coloring,
    smooth,
    scaleBar,
    brush,
    cineRate,
  };
}
