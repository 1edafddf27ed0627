import type { Size } from '../geometry/rect';
import type { VolumeGeometry } from '../geometry/volumeGeometry';
import type { Segmentation } from './segmentation';
import type { Window } from './window';

export type FormatName = 'dicom' | 'nifti' | 'nrrd' | 'metaimage' | 'png' | 'jpeg' | 'tiff' | 'bmp' | 'webp' | 'npy';

export type SampleArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * One 2-D slice of stored values, row by row; for colour, `channels` = 3, interleaved RGB and always 8 bits.
 * `value = stored · slope + intercept` gives the modality value (HU, MR signal …).
 */
export interface Slice extends Size {
  readonly channels: 1 | 3;
  readonly data: SampleArray;
  readonly slope: number;
  readonly intercept: number;
  /** DICOM MONOCHROME1: the smallest value is white. */
  readonly invert: boolean;
  /** Windows stored in the header for this slice, in modality values; the first is the default. */
  readonly windows: readonly Window[];
  /** Stored values from the first to the second, both included, that fill pixels outside the image. */
  readonly padding?: readonly [number, number];
}

/** What can be said of an image without decoding its pixels. */
export interface ImageInfo extends Size {
  readonly format: FormatName;
  readonly slices: number;
  readonly channels: 1 | 3;
  /** Stored sample type, such as `int16` or `uint8`. */
  readonly sampleType: string;
  /** DICOM Modality or the format's nearest equivalent; empty when unknown. */
  readonly modality: string;
  /** Absent when the file says nothing about the patient frame. */
  readonly geometry?: VolumeGeometry;
  /** Physical size of a pixel [across, down] in mm, where known. */
  readonly pixelSpacing?: readonly [number, number];
  /** Unit of the modality values, such as `HU`; empty when unknown. */
  readonly unit: string;
  /** What a person should know of the image, a sentence each: gaps, files that were left out. */
  readonly remarks?: readonly string[];
  /** How the pixels are stored, for people: transfer syntax name and UID, compression, data type. */
  readonly encoding: string;
}

/** An opened image: header read, pixels decoded slice by slice. */
export interface MedicalImage {
  readonly info: ImageInfo;
  /** Of an image of segments, what its slices stand for. */
  readonly segmentation?: Segmentation;
  /** The NIfTI-1 header of the file, its first 348 bytes as stored, for label volumes in the very same frame. */
  readonly niftiHeader?: Uint8Array;
  /**
   * Decodes slice `index` (0-based). The samples may be a view of the image's own memory: copy before handing them on.
   * @throws UserError `damaged` or `unsupported-encoding`; RangeError for an index outside the image.
   */
  readSlice(index: number): Promise<Slice>;
}
