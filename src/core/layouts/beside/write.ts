import { labelMapOf } from '../labelMap';
import { labelNamesFile } from '../labelNames';
import type { LayoutWriter, WriteContext } from '../layout';
import { mapPath } from './names';

/** Label maps at the paths of their images, and the names of the values. */
export function writer({ labels }: WriteContext): Promise<LayoutWriter> {
  const colors = new Map(labels.map(({ value, color }) => [value, color]));
  return Promise.resolve({
    files: (image) => {
      const { values, losses } = labelMapOf(image, labels);
      const { path, slices } = image;
      return { files: [{ kind: 'labelMap', path: mapPath(path, slices), slices, values, colors }], losses };
    },
    index: () => [labelNamesFile(labels)],
  });
}
