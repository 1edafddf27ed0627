import { joinRings, keyholeOutline } from '../../mask/keyholeOutline';
import { decodeRunLength } from '../../mask/runLength';
import { caseNames } from '../imageNames';
import { jsonLines } from '../jsonText';
import type { LayoutObject, LayoutWriter, WriteContext, WrittenImage } from '../layout';
import { pictureFile, picturesOf } from '../pictures';
import { annotationsName } from './names';

/**
 * Pictures, and one file of VIA 2 with a polygon for each object, whose parts and holes are joined by cuts of no width. Volumes
 * are written slice by slice.
 */
export function writer({ images }: WriteContext): Promise<LayoutWriter> {
  const cases = caseNames(images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => ({
      files: picturesOf(image, cases.get(image.path)!).map((picture) =>
        pictureFile(image, picture, `${picture.stem}${picture.ending}`),
      ),
      losses: [],
    }),
    index: (written) => [{ kind: 'text', path: annotationsName, text: `${jsonLines(entriesOf(written, cases))}\n` }],
  });
}

/** VIA names an image by its name and the bytes of its file, which may be unknown: -1. */
function entriesOf(written: readonly WrittenImage[], cases: ReadonlyMap<string, string>): Record<string, object> {
  return Object.fromEntries(
    written.flatMap(({ image }) =>
      picturesOf(image, cases.get(image.path)!).map(({ stem, ending, objects }) => {
        const filename = `${stem}${ending}`;
        return [`${filename}-1`, { filename, size: -1, regions: objects.flatMap(regionOf), file_attributes: {} }];
      }),
    ),
  );
}

function regionOf({ label, mask }: LayoutObject): object[] {
  const corners = joinRings(keyholeOutline(decodeRunLength(mask)));
  if (corners.length === 0) return [];
  const shape = { name: 'polygon', all_points_x: corners.map(({ x }) => x), all_points_y: corners.map(({ y }) => y) };
  return [{ shape_attributes: shape, region_attributes: { label } }];
}
