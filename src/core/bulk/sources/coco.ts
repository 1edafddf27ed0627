import type { Rect } from '../../geometry/rect';
import { placeNamed } from '../../image/sliceOfFile';
import { frameOf, rectIn } from '../../layouts/frame';
import { parseCoco, statedSize, type CocoAnnotation } from '../../layouts/coco/schema';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { imageFinder } from './namedImages';
import { someOf } from './someOf';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';

/**
 * Boxes of a COCO file of instances, with the names of their categories as labels, on the slice that the file may name for an
 * image. Of an annotation without a box, the bounds of its polygons are taken; one that has neither is left out.
 * @throws UserError `damaged` naming the field that is wrong
 */
export async function openCoco(
  { file, anyFolder }: { file: string; anyFolder?: boolean | undefined },
  folder: SourceFolder,
): Promise<PromptSource> {
  const { images, annotations, notes } = parseCoco(await folder.readText(file), file);
  const find = imageFinder(folder, file, anyFolder);
  const paths = new Map(images.map((image) => [image, find(image.file_name)]));
  const byPath = new Map<string, CocoAnnotation[]>();
  for (const annotation of annotations) {
    if (boxOf(annotation) === undefined) continue;
    const path = paths.get(annotation.image)!;
    const same = byPath.get(path);
    if (same === undefined) byPath.set(path, [annotation]);
    else same.push(annotation);
  }
  const boxes = [...byPath.values()].flat();
  const labels = [...new Set(boxes.map(({ label }) => label))];
  return {
    images: new Set(byPath.keys()),
    notes,
    understood: [
      t`${file}: ${counted(boxes.length, 'box')} in ${counted(byPath.size, 'image')}, as corner, width and height in pixels; labels: ${someOf(labels)}`,
    ],
    objectsIn: (at) => (byPath.get(at.file) ?? []).map((annotation) => planned(annotation, at, file)),
  };
}

/** @throws UserError `damaged` when the annotations cannot be of this image */
function planned(annotation: CocoAnnotation, at: ImageAtHand, file: string): PlannedObject {
  const { id, image, label } = annotation;
  const frame = frameOf(statedSize(image), at.info);
  if (frame.remark !== undefined) at.note({ file, annotation: null, message: t`${at.file}: ${frame.remark}` });
  const { slice, volume } = image;
  return {
    label,
    ...placeNamed(at, { slice, volume }),
    prompt: { box: rectIn(frame, boxOf(annotation)!), points: [] },
    annotation: { file, annotation: id },
  };
}

function boxOf({ box, segmentation }: CocoAnnotation): Rect | undefined {
  if (box !== undefined || !Array.isArray(segmentation)) return box;
  const points = segmentation.flat();
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2 === 1);
  const bounds = { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
  return bounds.x1 > bounds.x0 && bounds.y1 > bounds.y0 ? bounds : undefined;
}
