import { paletteColor } from '../../src/core/labels/palette';
import { placeOf } from '../../src/core/image/slicePlace';
import type { SavedLayout } from '../../src/core/layouts/savedLayout';
import { encodeRunLength } from '../../src/core/mask/runLength';
import type { SidecarObject } from '../../src/core/sidecar/sidecar';
import { openImage } from '../../src/node/image/openImage';
import { imageOfMasks } from '../../src/node/masks/imageOfMasks';
import { saveMasks } from '../../src/node/masks/maskStore';
import type { TestObject } from './layoutFolders';

/** Saves objects beside any image, as a person who drew them. */
export async function saveObjects(
  file: string,
  objects: readonly (TestObject & Partial<Pick<SidecarObject, 'status' | 'origin' | 'model'>>)[],
  layout: SavedLayout = 'beside',
): Promise<void> {
  const names = [...new Set(objects.map(({ label }) => label))];
  const labels = names.map((name, i) => ({ name, value: i + 1, color: paletteColor(i + 1) }));
  const image = await openImage(file);
  try {
    const content = objects.map(({ label, mask, status = 'accepted', origin = 'human', model, ...place }, i) => {
      const { size, counts } = encodeRunLength(mask);
      return {
        ...{ id: String(i + 1), label, ...placeOf(place), prompt: {} },
        mask: { size: [...size] as [number, number], counts: [...counts] },
        ...{ status, origin, ...(model === undefined ? {} : { model }) },
        ...{ by: 'tests', at: '2026-11-24T08:00:00.000Z' },
      };
    });
    await saveMasks(imageOfMasks(image), { labels, objects: content }, { writer: 'human', layout });
  } finally {
    image.dispose();
  }
}
