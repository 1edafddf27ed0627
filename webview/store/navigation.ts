import { isPlane, volumeOf, type DrawingPlace } from '../../src/core/image/slicePlace';
import type { SliceIndex } from '../../src/core/protocol/hostApi';
import type { VoxelPosition } from '../../src/core/view/plane';
import type { Page } from './page';

/** Moves the crosshair; what lies outside the volume is moved to its nearest voxel. */
export function moveCrosshair(page: Page, [x, y, slice]: VoxelPosition): void {
  const info = page.info.value;
  if (info === undefined) return;
  const inside = (value: number, size: number): number => Math.min(Math.max(value, 0.5), size - 0.5);
  page.crosshair.value = { x: inside(x, info.width), y: inside(y, info.height) };
  showSlice(page, Math.floor(slice));
}

/** Goes to a slice, and ends playing; beyond the ends, to the first or last one. */
export function showSlice(page: Page, index: number): void {
  page.playing.value = undefined;
  const last = (page.info.value?.slices ?? 1) - 1;
  page.sliceIndex.value = Math.min(Math.max(index, 0), last);
}

/** Shows a place: its slice, or its plane, where the planes across the slices are shown as well. */
export function goTo(page: Page, place: DrawingPlace): void {
  showVolume(page, volumeOf(place));
  if (isPlane(place)) {
    const [x, y] = page.position.value;
    const at = place.index + 0.5;
    page.planes.value = true;
    page.active.value = place.normal;
    page.crosshair.value = place.normal === 0 ? { x: at, y } : { x, y: at };
  } else {
    showSlice(page, place.slice);
  }
}

/** Goes to another slice than the first one, at which the image is shown, unless one has moved or begun to draw. */
export function settleAt(page: Page, { slice, volume }: SliceIndex): void {
  const { sliceIndex, volumeIndex, playing, gesture, draft, pending, area, strokes, measurement } = page;
  const isStill = sliceIndex.value === 0 && volumeIndex.value === 0 && playing.value === undefined;
  const isDrawing = gesture.value.kind !== 'idle' || draft.value !== null || area.value !== undefined;
  const hasDrawn = pending.value.length + strokes.value.length > 0 || measurement.value !== undefined;
  if (!isStill || isDrawing || hasDrawn) return;
  showVolume(page, volume);
  showSlice(page, slice);
}

/** Goes to a volume, and ends playing; beyond the ends, to the first or last one. */
export function showVolume(page: Page, index: number): void {
  page.playing.value = undefined;
  const last = (page.info.value?.volumes ?? 1) - 1;
  page.volumeIndex.value = Math.min(Math.max(index, 0), last);
}
