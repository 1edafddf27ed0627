import type { Rect, Size } from '../geometry/rect';
import type { DicomSource } from '../formats/dicom/source';
import type { VolumeGeometry } from '../geometry/volumeGeometry';
import type { ImageInfo, MedicalImage } from '../image/medicalImage';
import type { SlicePlace } from '../image/slicePlace';
import type { RunLengthMask } from '../mask/runLength';
import type { LabelSet } from '../labels/labelSet';
import type { SidecarLabel, SidecarObject } from '../sidecar/sidecar';
import type { Message, Text } from '../text/message';
import type { TakeNote } from './annotationNote';
import type { ColorTable } from './colors/table';
import type { FramedImage } from './frame';

/** An object of an image, free of any layout; who made it is known of those that come from a sidecar. */
export interface LayoutObject
  extends SlicePlace, Partial<Pick<SidecarObject, 'status' | 'origin' | 'model' | 'at' | 'quality'>> {
  readonly label: string;
  readonly mask: RunLengthMask;
  /** CSS colour `#rrggbb` of the label, where the file that the object was read from says one. */
  readonly color?: string;
  /** The box that the file has instead of an outline; the mask fills it. */
  readonly box?: Rect;
}

/** Pixels of a slice that belong to no object because nobody has decided to which; training leaves them out. */
export interface Undecided extends SlicePlace {
  readonly mask: RunLengthMask;
}

/** An image whose masks are written. */
export interface LayoutImage extends Size {
  /** Relative to the data set, with `/` between folders. */
  readonly path: string;
  /** Slices of one volume. */
  readonly slices: number;
  /** One when left out. */
  readonly volumes?: number;
  readonly channels: 1 | 3;
  /** DICOM Modality or its nearest equivalent; empty when unknown. */
  readonly modality: string;
  /** Where the voxels lie; absent where the image does not say. */
  readonly geometry?: VolumeGeometry;
  /** The files of a DICOM image, or those that were made of another, for layouts that refer to them. */
  readonly dicom?: DicomSource;
  /** None for an image that a person has accepted as empty. */
  readonly objects: readonly LayoutObject[];
  /** At least one slice; absent for layouts that have no value for such pixels. */
  readonly undecided?: readonly Undecided[];
}

export interface TextFile {
  readonly kind: 'text';
  readonly path: string;
  readonly text: string;
  /** Whether it was made from the file that is there, which it replaces. */
  readonly replaces?: boolean;
}

/** A file to be written; paths are relative to the written folder. */
export type LayoutFile =
  | {
      /** A PNG of 0 and 255. */
      readonly kind: 'mask';
      /** Names the file; `instance` grows until the name is free or holds this very mask. */
      readonly pathOf: (instance: number) => string;
      readonly mask: RunLengthMask;
    }
  | {
      /** A PNG or NIfTI label map, by its name. */
      readonly kind: 'labelMap';
      readonly path: string;
      readonly slices: number;
      /** One when left out. */
      readonly volumes?: number;
      /** Volume after volume, slice after slice, each row by row; 0 is background. */
      readonly values: Uint8Array | Uint16Array;
      /** Of a PNG, `#rrggbb` by value; a grey PNG without. */
      readonly colors?: ReadonlyMap<number, string>;
    }
  | {
      /**
       * The image itself: `copy` as it is; `shown` the 8-bit slice that is on the screen by default and that the model sees,
       * as PNG; `stored` its samples as PNG; `volume` its modality values as NIfTI.
       */
      readonly kind: 'image';
      readonly path: string;
      readonly as: 'copy' | 'shown' | 'stored' | 'volume';
      readonly slice: number;
    }
  | {
      readonly kind: 'bytes';
      readonly path: string;
      readonly bytes: Uint8Array;
    }
  | TextFile;

/** The files of one image, and what the layout cannot hold of its masks, as sentences without an end. */
export interface ImageFiles {
  readonly files: readonly LayoutFile[];
  readonly losses: readonly string[];
}

/** An image that was written: the path of each file, in the order of {@link ImageFiles.files}. */
export interface WrittenImage {
  readonly image: LayoutImage;
  readonly paths: readonly string[];
}

export interface WriteContext {
  /** Every image of the data set, with masks or not, and the slices of those that have some. */
  readonly images: readonly { readonly path: string; readonly slices?: number }[];
  /** Every label that occurs. */
  readonly labels: readonly SidecarLabel[];
  /** Labels of the workspace, whether they occur or not. */
  readonly known: LabelSet;
  /** A UID for DICOM that is the same for the same parts, and differs for others. */
  readonly uid: (...parts: readonly (string | Uint8Array)[]) => string;
  /** Name of the data set. */
  readonly dataset: string;
  /** Which part of a data set is written. */
  readonly split: 'train' | 'test';
  /** Text of a file that the written folder has already; undefined where there is none. */
  readonly text: (path: string) => Promise<string | undefined>;
}

export interface LayoutWriter {
  files(image: LayoutImage): ImageFiles;
  /** The files that refer to all images. */
  index(written: readonly WrittenImage[]): readonly TextFile[];
}

/** A file that holds objects, as its layout reads it. */
export interface FoundFile {
  /** For notes. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The file as an image, whose voxels are decoded as they are asked for. @throws UserError */
  readonly open: () => Promise<MedicalImage>;
  /** The DICOM files of the image that the file is for; undefined for one of another format. @throws UserError */
  readonly source: () => Promise<DicomSource | undefined>;
}

/** A label that is the sum of several values of a label map; such labels may overlap. */
export interface LabelRegion {
  readonly name: string;
  /** Its own value where each label has one. */
  readonly value: number;
  readonly values: readonly number[];
}

/** Where an object's mask was found. */
export type FoundMask =
  | {
      /** A picture in which every pixel that is not 0 belongs to the object. */
      readonly kind: 'mask';
      readonly path: string;
      readonly label: string;
    }
  | {
      readonly kind: 'labelMap';
      readonly path: string;
      /** Names of label values; others are called by their number. */
      readonly names: ReadonlyMap<number, string>;
      /** Labels of its colours, where the data set has a table of them. */
      readonly colors?: ColorTable;
      /** Labels that are the sum of several values, and the value that each has on its own. */
      readonly regions?: readonly LabelRegion[];
      /** The value of undecided pixels, which are no object. */
      readonly ignored?: number;
    }
  | {
      readonly kind: 'inline';
      readonly label: string;
      /**
       * The mask in the size of the image that it is for.
       * @param note called with the reason if there is none
       */
      readonly mask: (image: FramedImage, note: TakeNote) => RunLengthMask | undefined;
      /** The shape in image coordinates, if it is a box along the axes. Called for images that it has a mask for. */
      readonly box?: (image: FramedImage) => Rect;
    }
  | {
      /** A file of one image that holds all of its objects. */
      readonly kind: 'file';
      readonly path: string;
      /**
       * The objects in the size and the slices of the image that the file is for.
       * @param note called with what is wrong with one of them
       * @throws UserError `damaged` for a file that is wrong, and for one that cannot be of this image
       */
      readonly objects: (file: FoundFile, image: ImageInfo, note: TakeNote) => Promise<readonly LayoutObject[]>;
    }
  | {
      /** A DICOM Segmentation, which names its labels and the slices that they lie on itself. */
      readonly kind: 'segmentation';
      readonly path: string;
    };

/** An image that a layout refers to. */
export interface FoundImage {
  /** Paths or names by which it may be known, the best first; those of the layout's own files have their folders. */
  readonly names: readonly {
    readonly name: string;
    /** Whether it is the whole path of the image, so that no other of this name can be meant. */
    readonly isPath?: true;
    /** 0-based; undefined for an image of one slice, and for label maps, which have all. */
    readonly slice?: number;
    /** 0-based; undefined for the first volume, and for label maps. */
    readonly volume?: number;
  }[];
  readonly masks: readonly FoundMask[];
  /** Set where the voxels of a file may say which image it is for, if none has one of the names. */
  readonly byPlace?: {
    readonly file: string;
    /** Whether the only image of the folder is meant, wherever its voxels are. */
    readonly takesOnly: boolean;
  };
}

/** What a layout is read from. */
export interface LayoutSource {
  /** Files of the source, relative to it. */
  readonly paths: readonly string[];
  /** Images that masks are looked for, relative to their folder. */
  readonly images: readonly string[];
  /** @throws UserError that names the file */
  readonly text: (path: string) => Promise<string>;
  /** Called with what is wrong with single annotations. */
  readonly note?: TakeNote;
  /** Whether boxes are wanted too, where a layout has boxes that are no masks. */
  readonly boxes?: true;
}

/**
 * A way to lay out the masks of a data set in files. Sibling folders hold one each; `registry.ts` lists them. A trait that is
 * left out does not apply.
 */
export interface Layout {
  readonly name: string;
  /** Name in the user interface: `nnU-Net`. */
  readonly title: Text;
  /** What it writes. */
  readonly description: Message;
  /** Whether it holds masks of several volumes of an image; in others each volume becomes an image. */
  readonly holdsVolumes?: true;
  /** Whether it is one file for all images, which can be of any size and is read on request alone. */
  readonly isSingleFile?: true;
  /** Whether a data set has the images, too, as files of its own. */
  readonly writesImages?: true;
  /** Whether its masks lie right beside the images, as their own, and not in a data set apart. */
  readonly isBesideImages?: true;
  /** Whether an export may add to a folder that is laid out so. */
  readonly canGrow?: true;
  /** Whether it says which part of a data set it is, see {@link WriteContext.split}. */
  readonly hasSplit?: true;
  /** Whether its files refer to those of DICOM images, which are made of images in other formats. */
  readonly refersToDicom?: true;
  /** Whether it holds masks of images with a position in the patient alone. */
  readonly needsPosition?: true;
  /** Whether it cannot express that an image is empty: it has files of objects alone. */
  readonly cannotHoldEmpty?: true;
  /** Whether a pixel can show one object alone. */
  readonly cannotHoldOverlaps?: true;
  /** Whether objects of one label on a slice become one. */
  readonly cannotHoldInstances?: true;
  /** Whether it has a value for {@link Undecided} pixels. */
  readonly holdsUndecided?: true;
  /** Whether it says if a person or a model has made a mask. */
  readonly saysAlgorithm?: true;
  /** Whether a file of this name stands in the root of such a folder and nowhere else. */
  isIndex?(name: string): boolean;
  /** Whether a folder with these files is laid out so. */
  detect(paths: readonly string[]): boolean;
  /** @throws UserError `damaged` for an index that is wrong */
  read(source: LayoutSource): Promise<FoundImage[]>;
  /** @throws UserError `damaged` for an index in the written folder that is wrong */
  writer(context: WriteContext): Promise<LayoutWriter>;
}
