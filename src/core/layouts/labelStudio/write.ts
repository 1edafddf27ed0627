import { decodeRunLength } from '../../mask/runLength';
import { caseNames } from '../imageNames';
import { jsonLines } from '../jsonText';
import type { LayoutImage, LayoutObject, LayoutWriter, WriteContext, WrittenImage } from '../layout';
import { pictureFile, picturesOf } from '../pictures';
import { annotationsName } from './names';
import { packMask } from './runLength';

/**
 * Pictures, and one file of tasks for Label Studio with a brush mask for each object, for a labelling interface with an image
 * `image` and brush labels `label`. Volumes are written slice by slice.
 */
export function writer({ images }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => ({
      files: picturesOf(image, cases.get(image.path)!).map((picture) =>
        pictureFile(image, picture, `images/${picture.stem}${picture.ending}`),
      ),
      losses: [],
    }),
    index: (written) => [{ kind: 'text', path: annotationsName, text: `${jsonLines(tasksOf(written, cases))}\n` }],
  });
}

function tasksOf(written: readonly WrittenImage[], cases: ReadonlyMap<string, string>): object[] {
  return written
    .flatMap(({ image }) =>
      picturesOf(image, cases.get(image.path)!).map(({ stem, ending, objects }) => ({
        data: { image: `/data/local-files/?d=${encodeURIComponent(`images/${stem}${ending}`)}` },
        annotations: [{ result: objects.map((object, index) => resultOf(object, image, index)) }],
      })),
    )
    .map((task, index) => ({ id: index + 1, ...task }));
}

function resultOf({ label, mask }: LayoutObject, { width, height }: LayoutImage, index: number): object {
  return {
    ...{ id: `object-${index + 1}`, type: 'brushlabels', from_name: 'label', to_name: 'image' },
    ...{ original_width: width, original_height: height, image_rotation: 0 },
    value: { format: 'rle', rle: packMask(decodeRunLength(mask)), brushlabels: [label] },
  };
}
