import type { Size } from '../geometry/rect';
import type { VolumeGeometry } from '../geometry/volumeGeometry';
import type { Message } from '../text/message';
import type { RegionReader, StoredLevel } from './regionReader';
import type { SegmentationInfo } from './segmentationInfo';
import type { Slice } from './slice';

export type FormatName =
  | 'dicom'
  | 'nifti'
  | 'nrrd'
  | 'metaimage'
  | 'mgh'
  | 'png'
  | 'jpeg'
  | 'tiff'
  | 'bmp'
  | 'webp'
  | 'npy'
  | 'npz';

/** What can be said of an image without decoding its pixels. */
export interface ImageInfo extends Size {
  readonly format: FormatName;
  /** Slices of one volume. */
  readonly slices: number;
  /**
   * Volumes on the same grid, one for each element of the axes beyond the image's own: time points, echoes, channels. Absent
   * where there is one.
   */
  readonly volumes?: number;
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
  /** Of PET: what modality values are multiplied with to be standardized uptake values by body weight; absent when unknown. */
  readonly suv?: number;
  /** Overlay planes of a DICOM file, which are no pixels of the image; absent where there are none. */
  readonly overlays?: number;
  /** EXIF orientation 2 to 8 that was undone, so that the image is upright; absent where there was nothing to do. */
  readonly orientation?: number;
  /** Of a large image that is shown by levels and tiles, see `pyramid.ts`: those that its file holds, the image itself first. */
  readonly levels?: readonly StoredLevel[];
  /** Of a slide, the magnification of the objective that it was scanned with, such as 40. */
  readonly magnification?: number;
  /** Further pictures in the file, such as the label of a slide; they are not shown. */
  readonly others?: readonly (Size & { readonly name: string })[];
  /** Of an archive with several arrays that may be images, the names and shapes of all and which of them is shown. */
  readonly arrays?: {
    readonly shown: string;
    readonly all: readonly { readonly name: string; readonly shape: readonly number[] }[];
  };
  /** What a person should know of the image, a sentence each: gaps, files that were left out. */
  readonly remarks?: readonly Message[];
  /** How the pixels are stored, for display: transfer syntax name and UID, compression, data type. */
  readonly encoding: string;
}

/** Volumes of an image. */
export function volumesOf({ volumes = 1 }: { readonly volumes?: number | undefined }): number {
  return volumes;
}

/** Bytes that the decoded slices of one volume take up. */
export function volumeBytes({ width, height, slices, channels, sampleType }: ImageInfo): number {
  return width * height * slices * channels * (Number(/\d+$/.exec(sampleType)?.[0] ?? 64) / 8);
}

/** @throws RangeError for a slice or a volume that an image does not have */
export function checkSlice(info: Pick<ImageInfo, 'slices' | 'volumes'>, index: number, volume: number): void {
  if (!(index >= 0 && index < info.slices)) throw new RangeError(`Slice ${index} is outside 0 to ${info.slices - 1}.`);
  const last = volumesOf(info) - 1;
  if (!(volume >= 0 && volume <= last)) throw new RangeError(`Volume ${volume} is outside 0 to ${last}.`);
}

/** An opened image: header read, pixels decoded slice by slice. */
export interface MedicalImage {
  readonly info: ImageInfo;
  /** Of an image of segments, what its slices stand for. */
  readonly segmentation?: SegmentationInfo;
  /** The NIfTI-1 header of the file, its first 348 bytes as stored, for label volumes in the very same frame. */
  readonly niftiHeader?: Uint8Array;
  /**
   * Decodes slice `index` (0-based) of a volume. The samples may be a view of the image's own memory: copy before handing them on.
   * @param volume from 0; the first when left out
   * @throws UserError `damaged`, `too-large` or `unsupported-encoding`; RangeError for an index outside the image.
   */
  readSlice(index: number, volume?: number): Promise<Slice>;
  /** Of a slide whose frames are tiles of its picture, the frames as slices: what segmentations refer to. */
  readonly frames?: MedicalImage;
  /** Reads parts of a large image; present where `info.levels` is. */
  readonly regions?: RegionReader;
}
