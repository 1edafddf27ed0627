import { UserError } from '../../base/error';
import { keyValuesOf } from '../../formats/nrrd/keyValues';
import type { Vector3 } from '../../geometry/volumeGeometry';
import { volumesOf, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { Mask } from '../../mask/mask';
import { encodeRunLength } from '../../mask/runLength';
import { t } from '../../text/message';
import { imagesByName, splitPath } from '../imageNames';
import type { FoundFile, FoundImage, LayoutObject, LayoutSource } from '../layout';
import { placing } from '../placing';
import { imageOfSegmentation } from './names';
import { volumesInScene } from './scene';
import { segmentsIn, type SlicerSegment } from './segments';

/** How 3D Slicer calls segmentations that nobody has named. */
const unnamed = /^segmentation[ _-]?\d*$/i;
const suffix = /[ _-]+seg(mentation)?[ _-]?\d*$/i;

/**
 * The segmentations and their images: the one of the same name, but for `-segmentation` and the like; the one that a scene (.mrml)
 * states. For others, the place of the voxels has to say it; those with 3D Slicer's default name are for the only image in their
 * folder, too.
 */
export async function read({ paths, images, text }: LayoutSource): Promise<FoundImage[]> {
  const known = imagesByName(images);
  const stated = await volumesOfScenes(paths, text);
  return paths.flatMap((path): FoundImage[] => {
    const name = imageOfSegmentation(path);
    if (name === undefined) return [];
    const image = known.get(stated.get(path) ?? name) ?? known.get(name.replace(suffix, ''));
    const masks = [{ kind: 'file', path, objects: objectsIn } as const];
    if (image !== undefined) return [{ names: [{ name: image, isPath: true }], masks }];
    return [{ names: [{ name }], masks, byPlace: { file: path, takesOnly: unnamed.test(splitPath(name).name) } }];
  });
}

/** The files of volumes by those of segmentations, as all scenes state them. */
async function volumesOfScenes(
  paths: readonly string[],
  text: LayoutSource['text'],
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const scene of paths.filter((path) => path.toLowerCase().endsWith('.mrml'))) {
    const { folder } = splitPath(scene);
    for (const [own, volume] of volumesInScene(await text(scene))) files.set(folder + own, folder + volume);
  }
  return files;
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
