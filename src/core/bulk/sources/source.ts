import type { ImageInfo } from '../../image/medicalImage';
import type { FoundMask, LayoutObject } from '../../layouts/layout';
import type { Mask } from '../../mask/mask';
import type { Look } from '../../model/segment';
import type { Prompt } from '../../prompt/prompt';
import type { LoadedModel, SegmentedObject, SegmentPrompt } from '../../protocol/inferenceApi';
import type { Sidecar } from '../../sidecar/sidecar';

/** What is to be segmented in an image. */
export interface PlannedObject {
  readonly label: string;
  /** 0-based. */
  readonly slice: number;
  readonly prompt: Prompt;
  /** Mask of the image's size that the answer is to improve on. */
  readonly previous?: Mask;
  /** Mask of the image's size that an audit compares the answer with. */
  readonly reference?: Mask;
  /** The model's answer, where finding the prompt took asking for it. */
  readonly answer?: SegmentedObject;
}

/** The folder of a bulk run, as sources see it. Paths are relative to it, with `/` between folders. */
export interface SourceFolder {
  /** Sorted as people expect. */
  readonly images: readonly string[];
  /** All files, images too; hidden ones left out. */
  readonly files: ReadonlySet<string>;
  /**
   * Text of a file.
   * @param path relative to the folder, or absolute
   * @throws UserError `not-found`, `unreadable`
   */
  readText(path: string): Promise<string>;
}

/** An image whose turn it is. */
export interface ImageAtHand {
  /** Path relative to the folder. */
  readonly file: string;
  readonly info: Pick<ImageInfo, 'width' | 'height' | 'slices'>;
  /** What lies beside the image. */
  readonly sidecar: Sidecar | undefined;
  /** Kinds of prompt that the model was trained for. */
  readonly prompts: LoadedModel['prompts'];
  /** Asks the model about objects on one slice; answers have the order of the prompts. */
  ask(slice: number, prompts: readonly SegmentPrompt[], look: Look): Promise<readonly SegmentedObject[]>;
  /**
   * Reads what a layout has for the image.
   * @param mask its path is relative to the folder of the run
   * @param slice that a mask of a single slice lies on
   * @throws UserError that names the file
   */
  readFound(mask: FoundMask, slice: number): Promise<readonly LayoutObject[]>;
}

/** Where prompts come from. */
export interface PromptSource {
  /** The images it speaks of. */
  readonly images: ReadonlySet<string>;
  /** What it has for one of them. */
  objectsIn(image: ImageAtHand): readonly PlannedObject[] | Promise<readonly PlannedObject[]>;
}

/** A source whose file was read at once: objects by image. */
export function listedSource(objects: ReadonlyMap<string, readonly PlannedObject[]>): PromptSource {
  return { images: new Set(objects.keys()), objectsIn: ({ file }) => objects.get(file) ?? [] };
}
