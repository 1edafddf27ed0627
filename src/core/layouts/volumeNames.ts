import { volumeOf } from '../image/slicePlace';
import { splitPath } from './imageNames';
import type { FoundImage, LayoutImage } from './layout';

type Name = FoundImage['names'][number];

/** Path by which a layout of one volume per image knows a volume: that of the image for the first, `<image>_t0002.nii.gz` for others. */
export function volumePath(path: string, volume: number): string {
  const { folder, stem } = splitPath(path);
  return volume === 0 ? path : `${folder}${stem}_t${String(volume).padStart(4, '0')}.nii.gz`;
}

/** The volumes of an image that have objects, each as an image of its own; the first of an image that was accepted as empty. */
export function imagesOfVolumes(
  image: LayoutImage,
): readonly { readonly volume: number; readonly image: LayoutImage }[] {
  const { undecided = [], ...apart } = image;
  const volumes = image.objects.length === 0 ? [0] : [...new Set(image.objects.map(volumeOf))].sort((a, b) => a - b);
  return volumes.map((volume) => {
    const objects = image.objects.filter((object) => volumeOf(object) === volume);
    const alone = objects.map(({ volume: _, ...object }) => object);
    const { dicom } = image;
    const open = undecided.filter((each) => volumeOf(each) === volume).map(({ volume: _, ...each }) => each);
    const slices = dicom?.slices.slice(volume * image.slices, (volume + 1) * image.slices);
    return {
      volume,
      image: {
        ...{ ...apart, path: volumePath(image.path, volume), volumes: 1, objects: alone },
        ...(open.length === 0 ? {} : { undecided: open }),
        ...(dicom === undefined ? {} : { dicom: { ...dicom, slices: slices! } }),
      },
    };
  });
}

/** The names that a layout gives an image, and what they say where they are those of a volume. */
export function namesWithVolumes(names: readonly Name[]): readonly Name[] {
  return [...names, ...names.flatMap(asVolume)];
}

function asVolume({ name, slice }: Name): Name[] {
  const { folder, stem } = splitPath(name);
  const match = /^(.+)_t(\d{4,})$/.exec(stem);
  if (match === null) return [];
  return [{ name: folder + match[1]!, ...(slice === undefined ? {} : { slice }), volume: Number(match[2]) }];
}
