import type { FoundObject } from '../../document/foundObjects';
import { placeNamed, type SliceOfFile } from '../../image/sliceOfFile';
import type { ImageInfo } from '../../image/medicalImage';
import type { RgbImage } from '../../image/rgbImage';
import type { SlicePlace } from '../../image/slicePlace';
import type { AnnotationNote, TakeNote } from '../../layouts/annotationNote';
import type { FoundImage, FoundMask, LayoutObject } from '../../layouts/layout';
import type { LoadedReading } from '../../layouts/maskReading';
import type { Mask } from '../../mask/mask';
import type { Effort } from '../../model/segment';
import type { Prompt, SegmentPrompt } from '../../prompt/prompt';
import type { LoadedModel, SegmentedObject } from '../../protocol/inferenceApi';
import type { Sidecar } from '../../sidecar/sidecar';
import type { Message } from '../../text/message';

/** What is to be segmented in an image. */
export interface PlannedObject extends SlicePlace {
  readonly label: string;
  readonly prompt: Prompt;
  /** Mask of the image's size that the answer is to improve on. */
  readonly previous?: Mask;
  /** Mask of the image's size that an audit compares the answer with. */
  readonly reference?: Mask;
  /** The annotation that it is of, in the file of a source. */
  readonly annotation?: Omit<AnnotationNote, 'message'>;
  /** The model's answer, where finding the prompt took asking for it. */
  readonly answer?: SegmentedObject;
}

/** The folder of a bulk run, as sources see it. Paths are relative to it, with `/` between folders. */
export interface SourceFolder {
  /** Its absolute path, with `/` between folders, where it is known. */
  readonly root?: string;
  /** In natural order; of a series every file. */
  readonly images: readonly string[];
  /** All files, images too; hidden ones left out. */
  readonly files: ReadonlySet<string>;
  /** DICOM Segmentations by the image they refer to, if masks are requested. */
  readonly segmentations?: ReadonlyMap<string, readonly string[]>;
  /** Finds the image of a file of masks by where its voxels are: its path, or how many could be meant when it is not one. */
  readonly imageByPlace?: (wanted: NonNullable<FoundImage['byPlace']>) => Promise<string | number>;
  /**
   * Text of a file.
   * @param path relative to the folder, or absolute
   * @param encoding a label of the WHATWG Encoding Standard; UTF-8 or UTF-16 when left out
   * @throws UserError `not-found`, `unreadable`
   */
  readText(path: string, encoding?: string): Promise<string>;
}

/** A file of an image, and where its prompts lie. */
export interface FileOfImage extends SliceOfFile {
  /** Path relative to the folder. */
  readonly file: string;
  /** Set where the file holds all slices of its image; the files of a series hold one each. */
  readonly isWhole?: true;
}

/** An image whose turn it is, as one of its files. */
export interface ImageAtHand extends FileOfImage {
  readonly info: Pick<ImageInfo, 'width' | 'height' | 'slices' | 'volumes' | 'orientation'>;
  /** What lies beside the image. */
  readonly sidecar: Sidecar | undefined;
  /** Kinds of prompt that the model was trained for. */
  readonly prompts: LoadedModel['prompts'];
  /** Asks the model about objects on one slice of any volume; answers have the order of the prompts. */
  ask(at: SlicePlace, prompts: readonly SegmentPrompt[], effort: Effort): Promise<readonly SegmentedObject[]>;
  /** A slice of any volume as the model sees it. */
  see(at: SlicePlace): Promise<RgbImage>;
  /**
   * Finds taught labels on one slice without a prompt: the objects of each, in the order of the labels.
   * @throws UserError `not-found` for a label that was not taught in the folder; `damaged`, `bad-model`
   */
  find(at: SlicePlace, labels: readonly string[]): Promise<readonly (readonly FoundObject[])[]>;
  /** Called with notes on single annotations. */
  readonly note: TakeNote;
  /**
   * Reads what a layout has for the image.
   * @param mask its path is relative to the folder of the run
   * @param at the slice that a mask of a single slice lies on
   * @throws UserError that names the file; with a question where it can be read in several ways
   */
  readFound(mask: FoundMask, at: SlicePlace, reading: LoadedReading): Promise<readonly LayoutObject[]>;
}

/** Where prompts come from. */
export interface PromptSource {
  /** The files of images it refers to. */
  readonly images: ReadonlySet<string>;
  /** What is to be known of single annotations of its file. */
  readonly notes?: readonly AnnotationNote[];
  /** How it was understood, for a person to check before the run: sentences without an end, one for each of its files or data sets. */
  readonly understood: readonly Message[];
  /** What it has for one of them; objects lie on slices of the image. */
  objectsIn(image: ImageAtHand): readonly PlannedObject[] | Promise<readonly PlannedObject[]>;
  /** Where `objectsIn` asks the model: what can be shown of an image before the run, such as the masks that are followed. */
  readonly seedsIn?: (image: ImageAtHand) => readonly PlannedObject[];
}

/** What a file of prompts says of an object, with the slice and the volume that it names. */
export type ListedObject = Omit<PlannedObject, 'slice'> & { readonly slice?: number };

/** A source whose file was read at once: objects by file. */
export function listedSource(
  objects: ReadonlyMap<string, readonly ListedObject[]>,
  understood: readonly Message[],
): PromptSource {
  return {
    images: new Set(objects.keys()),
    understood,
    objectsIn: (at) =>
      (objects.get(at.file) ?? []).map((object) => {
        const { slice, volume, ...rest } = object;
        return { ...rest, ...placeNamed(at, { slice, volume }) };
      }),
  };
}
