import * as beside from './beside';
import * as coco from './coco';
import * as cocoPolygons from './cocoPolygons';
import * as cvat from './cvat';
import * as decathlon from './decathlon';
import * as dicomLabelMap from './dicomLabelMap';
import * as dicomSeg from './dicomSeg';
import * as labelme from './labelme';
import * as labelStudio from './labelStudio';
import type { Layout } from './layout';
import * as niftiLabels from './niftiLabels';
import * as nnUnet from './nnUnet';
import * as objects from './objects';
import * as pairs from './pairs';
import * as saMed2d from './saMed2d';
import * as rtstruct from './rtstruct';
import * as samUnet from './samUnet';
import * as slicer from './slicer';
import * as via from './via';
import * as yolo from './yolo';

const all = [
  nnUnet.layout,
  decathlon.layout,
  saMed2d.layout,
  samUnet.layout,
  yolo.layout,
  cvat.layout,
  via.layout,
  labelStudio.layout,
  slicer.layout,
  niftiLabels.layout,
  coco.layout,
  cocoPolygons.layout,
  dicomSeg.layout,
  dicomLabelMap.layout,
  rtstruct.layout,
  labelme.layout,
  pairs.layout,
  objects.layout,
  beside.layout,
] as const satisfies readonly Layout[];

export type LayoutName = (typeof all)[number]['name'];

/** All layouts, those with the surest signs first. */
export const layouts: readonly (Layout & { readonly name: LayoutName })[] = all;
export const layoutNames: readonly LayoutName[] = layouts.map(({ name }) => name);

export function layoutNamed(name: LayoutName): Layout {
  return layouts.find((layout) => layout.name === name)!;
}

/** The layout of a folder with these files, by their paths relative to it. */
export function detectLayout(paths: readonly string[]): Layout | undefined {
  return layouts.find((layout) => layout.detect(paths));
}
