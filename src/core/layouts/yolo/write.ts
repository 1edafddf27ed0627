import { joinRings, keyholeOutline } from '../../mask/keyholeOutline';
import { decodeRunLength } from '../../mask/runLength';
import { caseNames } from '../imageNames';
import type { LayoutImage, LayoutObject, LayoutWriter, WriteContext } from '../layout';
import { pictureFile, picturesOf } from '../pictures';
import { dataName } from './names';

/** Decimals that tell a corner of a pixel in the largest image. */
const decimals = 9;

/**
 * Pictures and their labels for the segmentation of Ultralytics' YOLO: a line for each object, whose parts and holes are joined by
 * cuts of no width. Volumes are written slice by slice.
 */
export function writer({ images, labels }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  const classes = new Map(labels.map(({ name }, index) => [name, index]));
  return Promise.resolve({
    files: (image) => ({
      files: picturesOf(image, cases.get(image.path)!).flatMap((picture) => [
        pictureFile(image, picture, `images/${picture.stem}${picture.ending}`),
        {
          kind: 'text',
          path: `labels/${picture.stem}.txt`,
          text: picture.objects.map((object) => lineOf(object, image, classes)).join(''),
        },
      ]),
      losses: [],
    }),
    index: () => [
      {
        kind: 'text',
        path: dataName,
        text: `train: images\nval: images\nnames:\n${labels.map(({ name }, i) => `  ${i}: ${JSON.stringify(name)}\n`).join('')}`,
      },
    ],
  });
}

function lineOf(
  { label, mask }: LayoutObject,
  { width, height }: LayoutImage,
  classes: ReadonlyMap<string, number>,
): string {
  const corners = joinRings(keyholeOutline(decodeRunLength(mask)));
  const part = (value: number): string => String(Number(value.toFixed(decimals)));
  const numbers = corners.flatMap(({ x, y }) => [part(x / width), part(y / height)]);
  return numbers.length === 0 ? '' : `${classes.get(label)!} ${numbers.join(' ')}\n`;
}
