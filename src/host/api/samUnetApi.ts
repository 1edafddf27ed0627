import type { CancellationToken, Event, Uri } from 'vscode';

/**
 * What the extension `sam-unet.sam-unet` exports. The package of the extension holds this file as `sam-unet.d.ts`, to be copied
 * into yours; docs/api.md shows how to use it.
 *
 * Coordinates are continuous, in pixels of the image: (0, 0) is the upper left corner of the first pixel, x grows to the right
 * and y downwards. Slices and volumes are counted from 0.
 */
export interface SamUnetExports {
  /**
   * The API of a version. A version stays as it is, apart from additions that need not be used.
   * @throws Error for a version that this release does not have
   */
  getApi(version: 1): SamUnetApi;
}

export interface SamUnetApi {
  readonly version: 1;

  /**
   * Opens an image in SAM-UNet's editor, in front. A file of a DICOM series opens the series, at the file's slice.
   * @throws Error if it does not open
   */
  open(image: Uri, place?: Place): Promise<void>;

  /**
   * The objects of an image: with unsaved edits if it is open in the editor, otherwise as they are saved.
   * @throws Error if its sidecar is damaged
   */
  objects(image: Uri): Promise<readonly MaskObject[]>;

  /**
   * Segments objects in an image. Without `save` nothing is written. With it, the masks are added beside the image as unreviewed
   * drafts, which a person has to review: they replace nothing, and are undone as a bulk run.
   * @returns the objects in the order of the prompts; `id` is empty for those that were not saved
   * @throws Error for a prompt or place outside the image, if no device runs the model, or if the masks cannot be saved
   */
  segment(image: Uri, prompts: readonly ObjectPrompt[], options?: SegmentOptions): Promise<readonly MaskObject[]>;

  /** The masks of an image have changed: by an edit in the editor, or on disk, within the workspace. */
  readonly onDidChangeMasks: Event<MasksChange>;
}

export interface Place {
  readonly slice: number;
  /** Of an image with several volumes; the first when left out. */
  readonly volume?: number;
}

export interface ObjectPrompt extends Partial<Place> {
  readonly label: string;
  /** [x0, y0, x1, y1]; x1 and y1 are exclusive. */
  readonly box?: readonly [number, number, number, number];
  readonly points?: readonly { readonly x: number; readonly y: number; readonly positive: boolean }[];
}

export interface SegmentOptions {
  /** Adds the masks beside the image, signed with the ID of your extension, such as `publisher.name`. */
  readonly save?: { readonly extension: string };
  readonly token?: CancellationToken;
}

/** One object on one slice. */
export interface MaskObject extends Place {
  readonly id: string;
  readonly label: string;
  /** `unreviewed` until a person accepts, corrects or rejects it. */
  readonly status: 'unreviewed' | 'accepted' | 'corrected' | 'rejected';
  /** Estimate of the mask's Dice coefficient, from 0 to 1; not a measurement. */
  readonly quality?: number;
  /** The assistant or extension that has asked for the mask. */
  readonly assistant?: string;
  readonly mask: RunLengthMask;
}

/** Run lengths row by row, alternating between background and object, background first; they add up to width times height. */
export interface RunLengthMask {
  readonly width: number;
  readonly height: number;
  readonly counts: readonly number[];
}

export interface MasksChange {
  readonly image: Uri;
  /** `edited`: in the editor, not saved yet. `saved`: on disk, by any program. */
  readonly kind: 'edited' | 'saved';
}
