import { splitPath } from '../imageNames';
import { labelMapOf } from '../labelMap';
import { labelNamesFile } from '../labelNames';
import type { LayoutFile, LayoutImage, LayoutWriter, WriteContext } from '../layout';
import { writtenNames } from './names';

/** Pictures that training code reads as they are. */
const copied = /\.(png|jpe?g|bmp|tiff?)$/i;

/** Images and label maps of equal names, PNG or NIfTI, and the names of the values. */
export function writer({ images, labels }: WriteContext): Promise<LayoutWriter> {
  const names = writtenNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => {
      const { values, losses } = labelMapOf(image, labels);
      const name = names.get(image.path)!;
      const { slices } = image;
      const path = `masks/${name}${slices > 1 ? '.nii.gz' : '.png'}`;
      return { files: [imageFile(image, name), { kind: 'labelMap', path, slices, values }], losses };
    },
    index: () => [labelNamesFile(labels)],
  });
}

function imageFile({ path, slices }: LayoutImage, name: string): LayoutFile {
  if (slices > 1) return { kind: 'image', path: `images/${name}.nii.gz`, as: 'volume', slice: 0 };
  const ending = copied.exec(splitPath(path).name)?.[0];
  return {
    kind: 'image',
    path: `images/${name}${ending ?? '.png'}`,
    as: ending === undefined ? 'shown' : 'copy',
    slice: 0,
  };
}
