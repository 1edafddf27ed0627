import { pathKey, type PathKey } from '../../base/pathKey';
import { drawLabels } from '../../mask/labelMap';
import { shortNames, splitPath } from '../imageNames';
import type { LayoutFile, LayoutWriter, WriteContext } from '../layout';
import { segmentsOf } from '../segments';
import { maskPath } from './names';

/** A volume of 0 and 1 for each label of an image; where several objects of a label lie on one slice, further ones. */
export function writer({ images }: WriteContext): Promise<LayoutWriter> {
  const short = shortNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => {
      const name = splitPath(image.path).folder + short.get(image.path)!;
      const taken = new Set<PathKey>();
      const files = segmentsOf(image).map(({ label, objects }): LayoutFile => {
        // Labels that differ in a way that some file system does not see are numbered as those that are the same.
        let instance = 0;
        while (taken.has(pathKey(maskPath(name, label, instance)))) instance++;
        const path = maskPath(name, label, instance);
        taken.add(pathKey(path));
        const drawn = objects.map(({ slice, mask }) => ({ slice, mask, value: 1 }));
        return { kind: 'labelMap', path, slices: image.slices, values: drawLabels(image, image.slices, drawn) };
      });
      return { files, losses: [] };
    },
    index: () => [],
  });
}
