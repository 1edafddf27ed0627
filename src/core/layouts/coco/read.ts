import { UserError } from '../../base/error';
import type { Size } from '../../geometry/rect';
import type { Mask } from '../../mask/mask';
import { encodeRunLength, type RunLengthMask } from '../../mask/runLength';
import type { Text } from '../../text/message';
import type { TakeNote } from '../annotationNote';
import { frameOf, type FramedImage } from '../frame';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { splitPath } from '../imageNames';
import { isExported } from './names';
import { polygonsMask } from './polygon';
import { expandCounts, maskOfColumns } from './runLength';
import { parseCoco, statedSize, type CocoAnnotation, type CocoImage, type CocoSegmentation } from './schema';

/** The images that have masks; annotations with a box alone are passed over. */
export async function read({ paths, text, note }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  const isExport = paths.some(isExported);
  for (const path of paths.filter((name) => (isExport ? isExported(name) : isInRoot(name)))) {
    const { images, annotations, notes } = parseCoco(await text(path), path);
    for (const each of notes) note?.(each);
    const byImage = new Map<CocoImage, CocoAnnotation[]>(images.map((image) => [image, []]));
    for (const annotation of annotations) byImage.get(annotation.image)!.push(annotation);
    for (const [image, own] of byImage) {
      const masks = own.flatMap((annotation) => foundMask(path, annotation));
      const { file_name, slice, volume } = image;
      if (masks.length > 0)
        found.push({
          names: namesOf(path, file_name).map((name) => ({
            name,
            ...(slice === undefined ? {} : { slice }),
            ...(volume === undefined ? {} : { volume }),
          })),
          masks,
        });
    }
  }
  return found;
}

function isInRoot(path: string): boolean {
  return !path.includes('/') && path.endsWith('.json');
}

/** The name as it stands, after the one in the folder of the file: splits of a data set may have images of equal names. */
function namesOf(path: string, stated: string): string[] {
  const name = stated.replaceAll('\\', '/');
  const { folder } = splitPath(path);
  return folder === '' || folder === 'annotations/' ? [name] : [folder + name, name];
}

function foundMask(path: string, { id, image, label, segmentation }: CocoAnnotation): FoundMask[] {
  if (segmentation === undefined) return [];
  const mask = (shown: FramedImage, note: TakeNote): RunLengthMask | undefined => {
    const take = (message: Text): void => {
      note({ file: path, annotation: id, message });
    };
    try {
      return maskOf(statedSize(image), segmentation, shown, take);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      take(error.text);
      return undefined;
    }
  };
  return [{ kind: 'inline', label, mask }];
}

/**
 * @param stated size of the frame that the file states for the image
 * @throws UserError `damaged` for broken run lengths, and for a frame that cannot be the image's
 */
function maskOf(
  stated: Size | undefined,
  segmentation: CocoSegmentation,
  image: FramedImage,
  note: (message: Text) => void,
): RunLengthMask {
  const drawn = (size: Size): Mask => {
    if (Array.isArray(segmentation)) return polygonsMask(size, segmentation);
    const { counts } = segmentation;
    return maskOfColumns(size, typeof counts === 'string' ? expandCounts(counts) : counts);
  };
  // Run lengths have a size of their own.
  const own = Array.isArray(segmentation) ? stated : { height: segmentation.size[0], width: segmentation.size[1] };
  const frame = frameOf(own, image);
  if (frame.remark !== undefined) note(frame.remark);
  return encodeRunLength(frame.mask(drawn(frame.size)));
}
