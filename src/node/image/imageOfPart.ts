import { rectHeight, rectWidth, type Rect } from '../../core/geometry/rect';
import { voxelToPatient } from '../../core/geometry/volumeGeometry';
import { cut } from '../../core/image/pyramidReader';
import type { Slice } from '../../core/image/slice';
import type { Window } from '../../core/image/window';
import type { OpenedImage } from './openedImage';
import { windowAt } from './volumeWindows';

/**
 * A part of a picture as an image of its own, which is disposed with the picture. It is shown under the picture's default window,
 * so that neighbouring parts look alike.
 *
 * @param rect of whole pixels inside the picture
 */
export function imageOfPart(image: OpenedImage, rect: Rect): OpenedImage {
  const { levels: _, others: __, geometry, ...info } = image.info;
  let window: Promise<Window | null> | undefined;
  const { sources: _files, readRegion, niftiHeader: _header, content: _content, ...rest } = image;
  return {
    ...rest,
    info: {
      ...info,
      ...{ width: rectWidth(rect), height: rectHeight(rect) },
      ...(geometry === undefined
        ? {}
        : { geometry: { ...geometry, origin: voxelToPatient(geometry, [rect.x0, rect.y0, 0]) } }),
    },
    part: rect,
    contentHash: `${image.contentHash} ${rect.x0} ${rect.y0} ${rect.x1} ${rect.y1}`,
    async readSlice(): Promise<Slice> {
      const slice = await (readRegion?.(0, rect, { slice: 0 }) ?? image.readSlice(0).then((whole) => cut(whole, rect)));
      window ??= windowAt(image, { slice: 0 });
      const shown = await window;
      return shown === null ? slice : { ...slice, windows: [shown] };
    },
  };
}
