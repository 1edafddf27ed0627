import { UserError } from '../../base/error';
import { keyValuesOf } from '../../formats/nrrd/keyValues';
import type { Vector3 } from '../../geometry/volumeGeometry';
import { volumesOf, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { Mask } from '../../mask/mask';
import { encodeRunLength } from '../../mask/runLength';
import { t } from '../../text/message';
import { imagesByName } from '../imageNames';
import type { FoundFile, FoundImage, LayoutObject, LayoutSource } from '../layout';
import { placing } from '../placing';
import { imageOfSegmentation } from './names';
import { segmentsIn, type SlicerSegment } from './segments';

/** A segmentation for each image, named after it. */
export function read({ paths, images }: LayoutSource): Promise<FoundImage[]> {
  const known = imagesByName(images);
  return Promise.resolve(
    paths.flatMap((path): FoundImage[] => {
      const name = imageOfSegmentation(path);
      if (name === undefined) return [];
      const image = known.get(name);
      const names = image === undefined ? [{ name }] : [{ name: image, isPath: true as const }];
      return [{ names, masks: [{ kind: 'file', path, objects: objectsIn }] }];
    }),
  );
}

async function objectsIn({ bytes, open }: FoundFile, image: ImageInfo): Promise<LayoutObject[]> {
  const segments = segmentsIn(keyValuesOf(bytes));
  if (segments.length === 0) {
    throw new UserError('damaged', {
      problem: t`The header names no segments.`,
      advice: t`Save the segmentation in 3D Slicer as .seg.nrrd.`,
    });
  }
  const file = await open();
  const masks = new Map<SlicerSegment, Mask[]>();
  const place = placing(file.info, image);
  for (let layer = 0; layer < volumesOf(file.info); layer++) {
    const ofLayer = new Map(segments.filter((each) => each.layer === layer).map((each) => [each.value, each]));
    if (ofLayer.size > 0) await readLayer(file, layer, ofLayer, place, image, masks);
  }
  return segments.flatMap((segment) =>
    (masks.get(segment) ?? []).flatMap((mask, slice): LayoutObject[] => {
      const { name, color } = segment;
      return [{ label: name, slice, mask: encodeRunLength(mask), ...(color === undefined ? {} : { color }) }];
    }),
  );
}

/** Adds the voxels of a layer to the masks of its segments, which have holes where no voxel is. */
async function readLayer(
  file: MedicalImage,
  layer: number,
  segments: ReadonlyMap<number, SlicerSegment>,
  place: (index: Vector3) => Vector3,
  { width, height, slices }: ImageInfo,
  masks: Map<SlicerSegment, Mask[]>,
): Promise<void> {
  for (let k = 0; k < file.info.slices; k++) {
    const { data, width: columns } = await file.readSlice(k, layer);
    for (let at = 0; at < data.length; at++) {
      if (data[at] === 0) continue;
      const segment = segments.get(data[at]!);
      if (segment === undefined) continue;
      const [x, y, slice] = place([at % columns, Math.floor(at / columns), k]);
      if (x < 0 || y < 0 || slice < 0 || x >= width || y >= height || slice >= slices) continue;
      const known = masks.get(segment) ?? [];
      masks.set(segment, known);
      const mask = (known[slice] ??= new Mask(width, height));
      mask.data[y * width + x] = 1;
    }
  }
}
