import type { SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import type { FileHeader } from '../../core/formats/headerField';
import type { Rect } from '../../core/geometry/rect';
import type { ImageInfo } from '../../core/image/medicalImage';
import type { FrameMask, SegmentationInfo } from '../../core/image/segmentationInfo';
import type { Slice } from '../../core/image/slice';
import type { SlicePlace } from '../../core/image/slicePlace';

/** An image that a worker holds open. */
export interface OpenReply {
  /** Names the image in further calls to the same worker. */
  readonly id: number;
  readonly info: ImageInfo;
  /** SHA-256 of the file, and of the data files that its header names, or of what stands for large ones; in hexadecimal. */
  readonly contentHash: string;
  /** Absolute paths of the data files that its header names, or of the header of its data; empty for an image of one file. */
  readonly dataFiles: readonly string[];
  readonly niftiHeader?: Uint8Array;
  readonly segmentation?: SegmentationInfo;
}

/** Which image of a file is opened. */
export interface OpenAs {
  /** Whether the frames of a slide are its slices, as segmentations name them. */
  readonly asFrames?: boolean;
  /** Of an archive of arrays, the one that is the image, see `ImageFormat.read`. */
  readonly array?: string;
  /** Of a slide, the files with its smaller versions, that of the largest first. */
  readonly levels?: readonly string[];
}

/** What a decode worker does. */
export interface DecodeApi {
  /** @throws UserError that names the file; `bad-input` with a question where it is open which array is meant */
  open(path: string, as?: OpenAs): Promise<OpenReply>;
  /** The samples are handed over, not copied. */
  readSlice(id: number, index: number, volume?: number): Promise<Slice>;
  /** A rectangle of a level of a large image, see `pyramid.ts`; handed over, not copied. */
  readRegion(id: number, level: number, rect: Rect, at: SlicePlace): Promise<Slice>;
  /** Lists what a file's header says. @throws UserError that names the file */
  readHeader(path: string): Promise<FileHeader>;
  /** Masks of the frames of a segmentation from `first` on, at most `count` of them. */
  readFrameMasks(id: number, first: number, count: number): Promise<FrameMask[]>;
  close(id: number): Promise<void>;
  /** The only slice of a file that is opened for it alone. @throws UserError that names the file */
  readFile(path: string): Promise<Slice>;
  /** Headers of DICOM files, read up to their pixels; null for what is no readable DICOM. */
  readSliceHeaders(paths: readonly string[]): Promise<(SliceHeader | null)[]>;
}
