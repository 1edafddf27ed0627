import { t } from '../../text/message';
import { unsupportedEncoding } from '../failures';
import type { ArrayAxes } from '../voxelArray';
import type { NrrdHeader } from './header';

/** Kinds of axes that hold the components of an element, with the number of colours that are shown. */
const colorKinds: Readonly<Record<string, number>> = { 'rgb-color': 3, '3-color': 3, 'rgba-color': 4, '4-color': 4 };
/** Kinds of axes of an image; the last three say that the kind is not known. */
const spatialKinds = ['domain', 'space', '???', 'none', ''];

/**
 * Which axes are spatial: those with a direction, otherwise those whose kind says so, otherwise all. Colour is an axis
 * of three or four bytes that is declared as such, or as the vector that ITK makes of it.
 * @throws UserError `unsupported-encoding` for an array that is no image
 */
export function axesOf({ sizes, kinds, directions, type }: NrrdHeader): ArrayAxes {
  const every = sizes.map((_, axis) => axis);
  const spatial =
    directions.length > 0
      ? every.filter((axis) => directions[axis] !== undefined)
      : every.filter((axis) => spatialKinds.includes(kinds[axis] ?? ''));
  if (spatial.length < 2) {
    throw unsupportedEncoding(
      t`This NRRD file contains no image: it has fewer than two spatial axes.`,
      t`Open an image.`,
    );
  }
  const isWhole = type === 'uint8' || type === 'uint16';
  const color = every.find((axis) => {
    const isVector = kinds[axis] === 'vector' && (sizes[axis] === 3 || sizes[axis] === 4) && type === 'uint8';
    return !spatial.includes(axis) && isWhole && (colorKinds[kinds[axis] ?? ''] === sizes[axis] || isVector);
  });
  return { spatial: spatial.slice(0, 3), ...(color === undefined ? {} : { color }) };
}
