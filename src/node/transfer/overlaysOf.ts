import { parseContent } from '../../core/formats/dicom/dataSet';
import { overlayPlanes } from '../../core/formats/dicom/overlays';
import { placeOf, volumeOf } from '../../core/image/slicePlace';
import { volumesOf } from '../../core/image/medicalImage';
import type { LayoutObject } from '../../core/layouts/layout';
import { encodeRunLength } from '../../core/mask/runLength';
import { withFileSource } from '../files/fileSource';
import type { OpenedImage } from '../image/openImage';

/** Label of planes that have no name. */
const unnamed = 'overlay';

/**
 * The overlay planes of a DICOM image, in all files of a series, as objects of its slices; none for other formats.
 * @throws UserError that names the file
 */
export async function overlaysOf(image: OpenedImage): Promise<readonly LayoutObject[]> {
  if (image.info.overlays === undefined) return [];
  const files = image.files ?? [{ path: image.path, slice: 0, volume: 0 }];
  const objects: LayoutObject[] = [];
  for (const { path, ...at } of files) {
    const planes = await withFileSource(path, async (source) =>
      overlayPlanes((await parseContent(source)).dataSet, image.info),
    );
    for (const { label, frame, mask } of planes) {
      const place = { slice: at.slice + frame, volume: at.volume };
      if (place.slice >= image.info.slices || volumeOf(place) >= volumesOf(image.info)) continue;
      objects.push({ label: label || unnamed, ...placeOf(place), mask: encodeRunLength(mask) });
    }
  }
  return objects;
}
