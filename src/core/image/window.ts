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
  readonly name?: string;
}

/** A window without its name. */
export function plainWindow(window: Window | null): Pick<Window, 'center' | 'width'> | null {
  return window && { center: window.center, width: window.width };
}
