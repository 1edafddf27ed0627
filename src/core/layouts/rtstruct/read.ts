import { UserError } from '../../base/error';
import { readStructures, type Contour, type Structure } from '../../formats/dicom/structures/structures';
import type { ImageInfo } from '../../image/medicalImage';
import { fillPolygons } from '../../mask/fillPolygon';
import { encodeRunLength } from '../../mask/runLength';
import { t, type Message } from '../../text/message';
import type { TakeNote } from '../annotationNote';
import type { FoundFile, LayoutObject } from '../layout';
import { contourGrid, onSlice, sliceAt, type ContourGrid } from './grid';

/** Types of contours that enclose an area (PS3.3 C.8.8.6.3); what several of a structure enclose twice on a slice is a hole. */
const closed = ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'];

/**
 * The structures of an RT Structure Set as masks of an image: the pixels whose centres lie inside.
 * @throws UserError `damaged` for a file that is no structure set, or an image without a place in the patient
 */
export async function structuresIn(file: FoundFile, image: ImageInfo, note: TakeNote): Promise<LayoutObject[]> {
  const structures = readStructures(file.bytes);
  const grid = contourGrid(await file.source(), image.geometry, image.slices);
  if (grid === undefined) {
    throw new UserError('damaged', {
      problem: t`The image has no position in the patient, so contours cannot be drawn on it.`,
    });
  }
  return structures.flatMap((structure, index) => {
    const tell = (message: Message): void => {
      note({ file: file.name, annotation: structure.label || index, message });
    };
    return drawn(structure, grid, image, tell);
  });
}

function drawn(
  { label, color, contours }: Structure,
  grid: ContourGrid,
  image: ImageInfo,
  tell: (message: Message) => void,
): LayoutObject[] {
  const bySlice = new Map<number, Contour[]>();
  let [open, elsewhere] = [0, 0];
  for (const contour of contours) {
    const slice = contour.points[0] === undefined ? undefined : sliceAt(grid, contour.points[0]);
    if (!closed.includes(contour.type) || contour.points.length < 3) open++;
    else if (slice === undefined || slice >= image.slices) elsewhere++;
    else bySlice.set(slice, [...(bySlice.get(slice) ?? []), contour]);
  }
  if (open > 0) tell(t`Contours that enclose no area are left out: ${open}.`);
  if (elsewhere > 0) tell(t`Contours that lie on no slice of the image are left out: ${elsewhere}.`);
  return [...bySlice]
    .sort(([a], [b]) => a - b)
    .map(([slice, ofSlice]) => {
      const rings = ofSlice.map(({ points }) => points.map((point) => onSlice(grid, slice, point)));
      const mask = encodeRunLength(fillPolygons(image, rings));
      return { label, slice, mask, ...(color === undefined ? {} : { color }) };
    });
}
