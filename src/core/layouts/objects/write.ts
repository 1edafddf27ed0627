import { shortNames, splitPath } from '../imageNames';
import type { LayoutWriter, WriteContext } from '../layout';
import { masksFolder, namedPlace, objectName } from './names';

/** One PNG for each object, in a folder `masks` of its own; overlaps and instances are kept. */
export function writer({ images }: WriteContext): Promise<LayoutWriter> {
  const short = shortNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: ({ path, slices, objects }) => ({
      files: objects.map(({ label, mask, ...object }) => ({
        kind: 'mask',
        mask,
        pathOf: (instance) =>
          masksFolder(splitPath(path).folder) +
          objectName({ short: short.get(path)!, label, instance, ...namedPlace(object, { slices }) }),
      })),
      losses: [],
    }),
    index: () => [],
  });
}
