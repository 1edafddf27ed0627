import { UserError } from '../../base/error';
import { encodeRunLength, type RunLengthMask } from '../../mask/runLength';
import type { Size } from '../../geometry/rect';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { polygonsMask } from './polygon';
import { expandCounts, maskOfColumns } from './runLength';
import { parseCoco, type CocoAnnotation, type CocoSegmentation } from './schema';

/** The images that have masks; annotations with a box alone are passed over. */
export async function read({ paths, text }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  for (const path of paths.filter((name) => !name.includes('/') && name.endsWith('.json'))) {
    const { images, categories, annotations } = parseCoco(await text(path), path);
    const names = new Map(categories.map(({ id, name }) => [id, name]));
    const byImage = new Map<CocoAnnotation['image_id'], CocoAnnotation[]>(images.map(({ id }) => [id, []]));
    for (const annotation of annotations) byImage.get(annotation.image_id)!.push(annotation);
    for (const { id, file_name, width, height, slice, volume } of images) {
      const masks = byImage.get(id)!.flatMap(({ category_id, segmentation }): FoundMask[] =>
        segmentation === undefined
          ? []
          : [
              {
                kind: 'inline',
                label: names.get(category_id)!,
                mask: () => maskOf({ width, height }, segmentation),
              },
            ],
      );
      if (masks.length > 0)
        found.push({
          names: [
            {
              name: file_name.replaceAll('\\', '/'),
              ...(slice === undefined ? {} : { slice }),
              ...(volume === undefined ? {} : { volume }),
            },
          ],
          masks,
        });
    }
  }
  return found;
}

/**
 * @param size of the image
 * @throws UserError `damaged` for run lengths of another size, or broken ones
 */
function maskOf(size: Size, segmentation: CocoSegmentation): RunLengthMask {
  if (Array.isArray(segmentation)) return encodeRunLength(polygonsMask(size, segmentation));
  const [height, width] = segmentation.size;
  if (width !== size.width || height !== size.height) {
    throw new UserError('damaged', {
      problem: `A mask of ${width} × ${height} pixels is annotated, the image has ${size.width} × ${size.height}.`,
    });
  }
  const { counts } = segmentation;
  return encodeRunLength(maskOfColumns(size, typeof counts === 'string' ? expandCounts(counts) : counts));
}
