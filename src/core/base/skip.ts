import type { UserErrorCode } from './error';

/** What follows the name of a file that is left alone. */
const reasons = {
  'machine-masks': 'it has masks',
  'human-masks': 'a person has worked on its masks',
  'foreign-masks': 'it has a mask file of another origin',
  'newer-masks': 'its masks were saved by a newer version of SAM-UNet',
  'missing-masks': 'its mask file is missing; `sam-unet restore` draws it again',
  'changed-elsewhere': 'its masks were changed by another program',
  'changed-since': 'its masks were made or changed by somebody else since',
  'changed-meanwhile': 'its masks have changed meanwhile',
  'unsaved-edits': 'it has unsaved edits',
  'empty-masks': 'its masks are empty',
  'not-selected': 'it has no masks of the wanted status',
  'no-prompt': 'there is no prompt for it',
  'no-image': 'no image has this name',
  'other-folder': 'the image of this name lies in another folder (--any-folder takes it all the same)',
  'several-images': 'several images have this name',
  'lost-images': 'the images that it was made of are not there',
} as const;

export type SkipCode = keyof typeof reasons;

/** Why work on many files leaves one alone: a code for programs, and words for people. */
export interface Skip {
  readonly code: SkipCode | UserErrorCode;
  readonly reason: string;
}

/** A file that was left alone, by its path relative to the folder. */
export interface SkippedFile extends Skip {
  readonly file: string;
}

export function skip<T extends SkipCode>(code: T): Skip & { readonly code: T } {
  return { code, reason: reasons[code] };
}
