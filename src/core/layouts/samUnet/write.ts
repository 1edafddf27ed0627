import { caseNames } from '../imageNames';
import { jsonLines } from '../jsonText';
import type { LayoutFile, LayoutImage, LayoutWriter, TextFile, WriteContext, WrittenImage } from '../layout';
import { slicesOf } from '../slicesOf';
import { maskName, pictureStem } from './names';

/** Files that the published training code reads as they are. */
const copied = /\.(png|jpe?g)$/i;

/** Images, masks and the index of the published training or test layout. Volumes are written slice by slice. */
export function writer({ images, split }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => ({
      files: slicesOf(image).flatMap((slice) => filesOf(image, slice, cases.get(image.path)!)),
      losses: [],
    }),
    index: (written) => [indexFile(written, split)],
  });
}

function filesOf({ path, slices, objects }: LayoutImage, slice: number, caseName: string): LayoutFile[] {
  const stem = pictureStem(caseName, slices, slice);
  const ending = slices === 1 ? copied.exec(path)?.[0] : undefined;
  return [
    { kind: 'image', path: `images/${stem}${ending ?? '.png'}`, as: ending === undefined ? 'shown' : 'copy', slice },
    ...objects
      .filter((object) => object.slice === slice)
      .map(({ label, mask }): LayoutFile => {
        return { kind: 'mask', mask, pathOf: (instance) => `masks/${maskName(stem, label, instance)}` };
      }),
  ];
}

function indexFile(written: readonly WrittenImage[], split: WriteContext['split']): TextFile {
  const masks = new Map<string, string[]>();
  let image = '';
  for (const path of written.flatMap(({ paths }) => paths)) {
    if (path.startsWith('images/')) masks.set((image = path), []);
    else masks.get(image)!.push(path);
  }
  const sorted = [...masks].sort(([a], [b]) => (a < b ? -1 : 1));
  const [path, index] =
    split === 'train'
      ? ['image2label_train.json', Object.fromEntries(sorted)]
      : ['label2image_test.json', Object.fromEntries(sorted.flatMap(([to, from]) => from.map((mask) => [mask, to])))];
  return { kind: 'text', path, text: `${jsonLines(index)}\n` };
}
