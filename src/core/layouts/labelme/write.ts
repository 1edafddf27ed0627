import { toBase64 } from '../../base/base64';
import { writeGreyLabelPng } from '../../formats/png/labelMap';
import { rectHeight, rectWidth } from '../../geometry/rect';
import { decodeRunLength } from '../../mask/runLength';
import { caseNames } from '../imageNames';
import type { LayoutImage, LayoutObject, LayoutWriter, WriteContext } from '../layout';
import { pictureFile, picturesOf, type Picture } from '../pictures';

/** Pictures with a file of LabelMe beside each, whose shapes are masks. Volumes are written slice by slice. */
export function writer({ images }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => ({
      files: picturesOf(image, cases.get(image.path)!).flatMap((picture) => [
        pictureFile(image, picture, `${picture.stem}${picture.ending}`),
        { kind: 'text', path: `${picture.stem}.json`, text: annotation(image, picture) },
      ]),
      losses: [],
    }),
    index: () => [],
  });
}

function annotation({ width, height }: LayoutImage, { stem, ending, objects }: Picture): string {
  const file = {
    version: '5.5.0',
    flags: {},
    shapes: objects.flatMap(shapeOf),
    imagePath: `${stem}${ending}`,
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** The pixels of the object's box as PNG; the second point is the last pixel of the box. */
function shapeOf({ label, mask: stored }: LayoutObject): object[] {
  const mask = decodeRunLength(stored);
  const { bounds } = mask;
  if (bounds === undefined) return [];
  const { x0, y0, x1, y1 } = bounds;
  const size = { width: rectWidth(bounds), height: rectHeight(bounds) };
  const inBox = new Uint8Array(size.width * size.height);
  for (let y = y0; y < y1; y++) {
    inBox.set(mask.data.subarray(y * mask.width + x0, y * mask.width + x1), (y - y0) * size.width);
  }
  return [
    {
      label,
      points: [
        [x0, y0],
        [x1 - 1, y1 - 1],
      ],
      group_id: null,
      description: '',
      shape_type: 'mask',
      flags: {},
      mask: toBase64(writeGreyLabelPng(size, inBox)),
    },
  ];
}
