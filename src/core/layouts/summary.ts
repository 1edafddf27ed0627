import { userErrorOf, type UserErrorCode } from '../base/error';
import type { SkippedFile } from '../base/skip';
import { counted } from '../text/counted';
import { listed, t, type Message } from '../text/message';
import type { AnnotationNote } from './annotationNote';
import type { Forecast } from './forecast';

/** How far an export or an import is: looking for the images, or with one of them. */
export type TransferProgress =
  | { readonly looked: number }
  | {
      readonly done: number;
      readonly total: number;
      /** Path of the image at hand, relative to the folder. */
      readonly current: string;
    };

export interface TransferFailure {
  readonly file: string;
  readonly code: UserErrorCode;
  readonly message: string;
}

/** What an export or an import did; paths of images are relative to their folder. */
export interface TransferSummary {
  /** Images whose masks were written. */
  readonly done: readonly string[];
  /** Number of objects of them. */
  readonly objects: number;
  readonly skipped: readonly SkippedFile[];
  readonly failed: readonly TransferFailure[];
  /** What the layout could not hold. */
  readonly losses: readonly { readonly file: string; readonly loss: string }[];
  /** What is to be known of single annotations; the rest of their files was used. */
  readonly notes: readonly AnnotationNote[];
  /** Of an export, what the layout holds of the masks. */
  readonly forecast?: Forecast;
  /** Of a de-identified export, the path that stands for that of each image; no written file says it. */
  readonly renamed?: readonly { readonly file: string; readonly name: string }[];
  /** Of a de-identified export: set where the pixels of images, which notes name, may say who the patients are. */
  readonly checkPixels?: true;
  readonly cancelled: boolean;
}

/** “12 objects of 4 images exported, 3 skipped, 1 failed, 1 with losses, 2 notes”. */
export function transferText(summary: TransferSummary, verb: 'exported' | 'imported'): Message {
  const { done, objects, skipped, failed, losses, notes, cancelled } = summary;
  // A layout may lose several things of one image.
  const lossy = new Set(losses.map(({ file }) => file)).size;
  const moved = [counted(objects, 'object'), counted(done.length, 'image')] as const;
  return listed([
    verb === 'exported' ? t`${moved[0]} of ${moved[1]} exported` : t`${moved[0]} of ${moved[1]} imported`,
    ...(skipped.length > 0 ? [t`${skipped.length} skipped`] : []),
    ...(failed.length > 0 ? [t`${failed.length} failed`] : []),
    ...(lossy > 0 ? [t`${lossy} with losses`] : []),
    ...(notes.length > 0 ? [counted(notes.length, 'note')] : []),
    ...(cancelled ? [t`cancelled`] : []),
  ]);
}

/** The failure of an image, by what working on it has thrown. @param path of the file that is to blame where nothing else is named */
export function failureOf(file: string, error: unknown, path: string): TransferFailure {
  const { code, message } = userErrorOf(error, path);
  return { file, code, message };
}
