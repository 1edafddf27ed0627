import { rectHeight, rectWidth } from '../../geometry/rect';
import { isSamePlace, placeOf, placesOf, type SlicePlace } from '../../image/slicePlace';
import type { Mask } from '../../mask/mask';
import { keyholeOutline } from '../../mask/keyholeOutline';
import { decodeRunLength } from '../../mask/runLength';
import { jsonLines } from '../jsonText';
import type { SidecarLabel } from '../../sidecar/sidecar';
import type { LayoutImage, LayoutWriter, WriteContext, WrittenImage } from '../layout';
import { annotationsName } from './names';
import { writtenSlices } from '../slicesOf';
import { columnCounts, compressCounts } from './runLength';
import type { CocoImage, CocoSegmentation } from './schema';

/** One file of instances with compressed run lengths. A slice of a volume is an image of its own, with its number and that of the volume. */
export function writer(context: WriteContext): Promise<LayoutWriter> {
  return writerOf(context, runLengthsOf);
}

/** The same with polygons, which COCO's rules draw as the very masks: their holes are reached by cuts of no width. */
export function polygonWriter(context: WriteContext): Promise<LayoutWriter> {
  return writerOf(context, (mask) => keyholeOutline(mask).map((ring) => ring.flatMap(({ x, y }) => [x, y])));
}

type Shape = (mask: Mask) => CocoSegmentation;

function writerOf({ labels }: WriteContext, shape: Shape): Promise<LayoutWriter> {
  return Promise.resolve({
    files: () => ({ files: [], losses: [] }),
    index: (written) => [{ kind: 'text', path: annotationsName, text: cocoText(written, labels, shape) }],
  });
}

function runLengthsOf(mask: Mask): CocoSegmentation {
  return { size: [mask.height, mask.width], counts: compressCounts(columnCounts(mask)) };
}

function cocoText(written: readonly WrittenImage[], labels: readonly SidecarLabel[], shape: Shape): string {
  const images: CocoImage[] = [];
  const annotations: object[] = [];
  const ids = new Map(labels.map(({ name, value }) => [name, value]));
  for (const { image } of written) {
    for (const at of image.objects.length === 0
      ? writtenSlices(image).map((slice) => ({ slice }))
      : placesOf(image.objects)) {
      const objects = image.objects.filter((object) => isSamePlace(object, at));
      const id = images.length + 1;
      images.push(imageOf(id, image, at));
      for (const { label, mask } of objects) {
        const annotation = { id: annotations.length + 1, image_id: id, category_id: ids.get(label)! };
        annotations.push({ ...annotation, ...described(decodeRunLength(mask), shape) });
      }
    }
  }
  const categories = labels.map(({ name, value }) => ({ id: value, name }));
  const parts = { images, categories, annotations };
  return `{\n${Object.entries(parts)
    .map(([key, items]) => `${JSON.stringify(key)}: ${jsonLines(items)}`)
    .join(',\n')}\n}\n`;
}

function imageOf(id: number, { path, width, height, slices }: LayoutImage, at: SlicePlace): CocoImage {
  const { slice, volume } = placeOf(at);
  const place = { ...(slices > 1 ? { slice } : {}), ...(volume === undefined ? {} : { volume }) };
  return { id, file_name: path, width, height, ...place };
}

/** What COCO says of a mask: its shape, area in pixels and box as x, y, width, height. */
function described(mask: Mask, shape: Shape): object {
  const bounds = mask.bounds ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
  return {
    iscrowd: 0,
    area: mask.area,
    bbox: [bounds.x0, bounds.y0, rectWidth(bounds), rectHeight(bounds)],
    segmentation: shape(mask),
  };
}
