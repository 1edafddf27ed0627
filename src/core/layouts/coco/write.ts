import { rectHeight, rectWidth } from '../../geometry/rect';
import { isSamePlace, placeOf, placesOf, type SlicePlace } from '../../image/slicePlace';
import { decodeRunLength } from '../../mask/runLength';
import { jsonLines } from '../jsonText';
import type { SidecarLabel } from '../../sidecar/sidecar';
import type { LayoutImage, LayoutWriter, WriteContext, WrittenImage } from '../layout';
import { annotationsName } from './names';
import { columnCounts, compressCounts } from './runLength';
import type { CocoImage } from './schema';

/** One file of instances with compressed run lengths. A slice of a volume is an image of its own, with its number and that of the volume. */
export function writer({ labels }: WriteContext): Promise<LayoutWriter> {
  return Promise.resolve({
    files: () => ({ files: [], losses: [] }),
    index: (written) => [{ kind: 'text', path: annotationsName, text: cocoText(written, labels) }],
  });
}

function cocoText(written: readonly WrittenImage[], labels: readonly SidecarLabel[]): string {
  const images: CocoImage[] = [];
  const annotations: object[] = [];
  const ids = new Map(labels.map(({ name, value }) => [name, value]));
  for (const { image } of written) {
    for (const at of placesOf(image.objects)) {
      const objects = image.objects.filter((object) => isSamePlace(object, at));
      const id = images.length + 1;
      images.push(imageOf(id, image, at));
      for (const { label, mask } of objects) {
        annotations.push({ id: annotations.length + 1, image_id: id, category_id: ids.get(label)!, ...shapeOf(mask) });
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

/** What COCO says of a mask: run lengths, area in pixels and box as x, y, width, height. */
function shapeOf(stored: LayoutImage['objects'][number]['mask']): object {
  const mask = decodeRunLength(stored);
  const bounds = mask.bounds ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
  return {
    iscrowd: 0,
    area: mask.area,
    bbox: [bounds.x0, bounds.y0, rectWidth(bounds), rectHeight(bounds)],
    segmentation: { size: [mask.height, mask.width], counts: compressCounts(columnCounts(mask)) },
  };
}
