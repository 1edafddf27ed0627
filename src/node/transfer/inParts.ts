import { pathKey } from '../../core/base/pathKey';
import { UserError } from '../../core/base/error';
import { isLarge } from '../../core/image/pyramid';
import { t } from '../../core/text/message';
import type { Rect } from '../../core/geometry/rect';
import { splitPath } from '../../core/layouts/imageNames';
import type { Layout, LayoutObject } from '../../core/layouts/layout';
import { cutIntoParts } from '../../core/mask/cutIntoParts';
import type { RunLengthMask } from '../../core/mask/runLength';
import { imageOfPart } from '../image/imageOfPart';
import { takenName } from './takenName';
import type { Exported, ExportedMasks } from './exported';

/** Endings of pictures that layouts copy as they are: a part is written as PNG, without loss. */
const copied = /\.(png|jpe?g|bmp|webp)$/i;

/**
 * Checks that a layout can write parts of pictures: without images, the masks of a part would be for none.
 * @throws UserError `bad-input`
 */
export function checkParts({ title, writesImages, refersToDicom }: Layout): void {
  if (writesImages === true || refersToDicom === true) return;
  throw new UserError('bad-input', {
    problem: t`The layout ${title} has no images, so there is no image that the masks of a part are for.`,
    advice: t`Select a layout with images, or export whole pictures.`,
  });
}

/** How many pictures are so large that programs may not open them. */
export function countLarge({ selected }: ExportedMasks): number {
  return selected.filter(({ slices, objects: [first] }) => {
    const [width, height] = first?.mask.size ?? [0, 0];
    return slices === 1 && isLarge({ width, height });
  }).length;
}

/**
 * Masks to export with parts of large pictures as images of their own, `<image>_x<column>_y<row>`. Parts without a mask are left
 * out, as are pictures that were accepted as empty.
 *
 * @param side pixels of a part along each side; smaller pictures, and volumes, stay whole
 * @throws UserError `conflict` when another image has the name of a part
 */
export function inParts(found: ExportedMasks, side: number): ExportedMasks {
  const images = new Set(found.images);
  const keys = new Set([...images].map((image) => pathKey(image)));
  const selected: Exported[] = [];
  for (const each of found.selected) {
    const size = each.objects[0]?.mask.size;
    if (each.slices > 1 || size === undefined || Math.max(...size) <= side) {
      selected.push(each);
      continue;
    }
    images.delete(each.image);
    for (const part of partsOf(each, side)) {
      if (keys.has(pathKey(part.image))) throw takenName(part.image);
      keys.add(pathKey(part.image));
      images.add(part.image);
      selected.push(part);
    }
  }
  return { ...found, images, selected };
}

function partsOf(each: Exported, side: number): readonly Exported[] {
  interface Held {
    readonly rect: Rect;
    readonly objects: LayoutObject[];
    readonly undecided: { readonly slice: number; readonly mask: RunLengthMask }[];
  }
  const parts = new Map<string, Held>();
  const partAt = (rect: Rect): Held => {
    const key = `${rect.x0} ${rect.y0}`;
    const part = parts.get(key) ?? { rect, objects: [], undecided: [] };
    parts.set(key, part);
    return part;
  };
  for (const { box: _, ...object } of each.objects) {
    for (const { rect, runs } of cutIntoParts(object.mask, side)) partAt(rect).objects.push({ ...object, mask: runs });
  }
  for (const { slice, mask } of each.undecided ?? []) {
    for (const { rect, runs } of cutIntoParts(mask, side)) {
      parts.get(`${rect.x0} ${rect.y0}`)?.undecided.push({ slice, mask: runs });
    }
  }
  return [...parts.values()]
    .sort((a, b) => a.rect.y0 - b.rect.y0 || a.rect.x0 - b.rect.x0)
    .map(({ rect, objects, undecided }) => {
      const masks = { objects, ...(undecided.length === 0 ? {} : { undecided }) };
      const used = new Set(objects.map(({ label }) => label));
      return {
        ...masks,
        image: partPath(each.image, rect),
        isPart: true,
        slices: 1,
        labels: each.labels.filter(({ name }) => used.has(name)),
        open: async () => imageOfPart(await each.open(), rect),
        masksOn: () => Promise.resolve(masks),
      };
    });
}

/** `slide_x02048_y00000.tif`. */
function partPath(image: string, { x0, y0 }: Rect): string {
  const { folder, name, stem } = splitPath(image);
  const ending = copied.test(name) ? '.png' : name.slice(stem.length);
  const number = (place: number): string => String(place).padStart(5, '0');
  return `${folder}${stem}_x${number(x0)}_y${number(y0)}${ending}`;
}
