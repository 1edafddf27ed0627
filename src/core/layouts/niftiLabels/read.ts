import type { ImageInfo } from '../../image/medicalImage';
import { Mask } from '../../mask/mask';
import { encodeRunLength } from '../../mask/runLength';
import { imagesByName } from '../imageNames';
import type { FoundFile, FoundImage, FoundMask, LayoutObject, LayoutSource } from '../layout';
import { placing } from '../placing';
import { splitMaskPath } from './names';

/** The masks of each folder that is named after an image. */
export function read({ paths, images }: LayoutSource): Promise<FoundImage[]> {
  const known = imagesByName(images);
  const found = new Map<string, FoundMask[]>();
  for (const path of paths) {
    const split = splitMaskPath(path);
    if (split === undefined) continue;
    const masks = found.get(split.image) ?? [];
    found.set(split.image, masks);
    const { label } = split;
    masks.push({ kind: 'file', path, objects: (file, info) => objectsIn(file, info, label) });
  }
  return Promise.resolve(
    [...found].map(([name, masks]) => {
      const image = known.get(name);
      return { names: image === undefined ? [{ name }] : [{ name: image, isPath: true as const }], masks };
    }),
  );
}

/** Every voxel that is not 0 belongs to the label. */
async function objectsIn({ open }: FoundFile, image: ImageInfo, label: string): Promise<LayoutObject[]> {
  const file = await open();
  const place = placing(file.info, image);
  const { width, height, slices } = image;
  const masks: (Mask | undefined)[] = [];
  for (let k = 0; k < file.info.slices; k++) {
    const { data } = await file.readSlice(k);
    for (let at = 0; at < data.length; at++) {
      if (!(data[at]! > 0)) continue;
      const [x, y, slice] = place([at % file.info.width, Math.floor(at / file.info.width), k]);
      if (x < 0 || y < 0 || slice < 0 || x >= width || y >= height || slice >= slices) continue;
      const mask = (masks[slice] ??= new Mask(width, height));
      mask.data[y * width + x] = 1;
    }
  }
  return masks.flatMap((mask, slice) => (mask === undefined ? [] : [{ label, slice, mask: encodeRunLength(mask) }]));
}
