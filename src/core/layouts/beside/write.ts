import { mapName } from '../../sidecar/names';
import { labelMapOf } from '../labelMap';
import { labelNamesFile } from '../labelNames';
import type { LayoutWriter, WriteContext } from '../layout';

/** Label maps at the paths of their images, and the names of the values. */
export function writer({ labels }: WriteContext): Promise<LayoutWriter> {
  const colors = new Map(labels.map(({ value, color }) => [value, color]));
  return Promise.resolve({
    files: (image) => {
      const { values, volumes, losses } = labelMapOf(image, labels);
      const { path, slices } = image;
      const map = { kind: 'labelMap', path: mapName(path, slices * volumes), slices, volumes, values, colors } as const;
      return { files: [map], losses };
    },
    index: () => [labelNamesFile(labels)],
  });
}
