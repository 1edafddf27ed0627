import type { Text } from '../text/message';

/**
 * A display window in modality values. On whole-numbered values it is DICOM's LINEAR function (PS3.3 C.11.2.1.2.1),
 * where a window of 256 around 128 shows 0 to 255 unchanged; on fractional values, whose whole range may lie within 1,
 * it is LINEAR_EXACT (C.11.2.1.3.2).
 */
export interface Window {
  readonly center: number;
  /** Above 0. */
  readonly width: number;
  /** Name given by the header or a preset. */
  readonly name?: Text;
  /** DICOM's VOI LUT Function where it is another one: LINEAR_EXACT or SIGMOID (PS3.3 C.11.2.1.3). */
  readonly shape?: 'exact' | 'sigmoid';
  /** Index of the slice's grey table that is shown instead, whose values the window reaches over. */
  readonly lut?: number;
}

/** A window without its name. */
export type PlainWindow = Omit<Window, 'name'>;

export function plainWindow(window: Window): PlainWindow;
export function plainWindow(window: Window | null): PlainWindow | null;
export function plainWindow(window: Window | null): PlainWindow | null {
  if (window === null) return null;
  const { name: _name, ...plain } = window;
  return plain;
}

/** Whether two windows show the same, whatever their names. */
export function isSameWindow(a: Window | null | undefined, b: Window | null | undefined): boolean {
  return a?.center === b?.center && a?.width === b?.width && a?.shape === b?.shape && a?.lut === b?.lut;
}
