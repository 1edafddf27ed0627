/** A display window in modality values (DICOM PS3.3 C.11.2.1.2, linear). */
export interface Window {
  readonly center: number;
  readonly width: number;
  /** Name given by the header or a preset. */
  readonly name?: string;
}
