import { english, t, type Message, type Text } from '../text/message';
import type { UserErrorCode } from './error';

/** Texts that follow the name of a skipped file. */
const reasons = {
  'machine-masks': t`masks exist already`,
  'human-masks': t`masks made or reviewed by a person`,
  'empty-image': t`accepted as empty by a person`,
  'foreign-masks': t`mask file of another program`,
  'newer-masks': t`masks saved by a newer version of SAM-UNet`,
  'missing-masks': t`mask file missing; \`sam-unet restore\` redraws it`,
  'changed-elsewhere': t`masks changed by another program`,
  'changed-since': t`masks changed since the run`,
  'changed-meanwhile': t`masks changed in the meantime`,
  'unsaved-edits': t`unsaved edits`,
  'empty-masks': t`empty masks`,
  'cannot-hold-empty': t`accepted as empty, which this layout cannot express`,
  'no-position': t`no position in the patient, which this layout needs`,
  'not-selected': t`no masks with the selected status`,
  'no-prompt': t`no prompt`,
  'no-image': t`no image has this name`,
  'other-folder': t`the image with this name is in another folder (use --any-folder to accept it)`,
  'several-images': t`several images have this name`,
  'no-place': t`no image has this name, or voxels in the same positions`,
  'several-places': t`several images have voxels in the same positions; name the file after its image`,
  'lost-images': t`images that it refers to are missing`,
} as const satisfies Readonly<Record<string, Message>>;

export type SkipCode = keyof typeof reasons;

/** Why a bulk operation skips a file: a code for programs, and English for logs. */
export interface Skip {
  readonly code: SkipCode | UserErrorCode;
  readonly reason: string;
}

/** A skipped file, by its path relative to the folder. */
export interface SkippedFile extends Skip {
  readonly file: string;
}

export function skip<T extends SkipCode>(code: T): Skip & { readonly code: T } {
  return { code, reason: english(reasons[code]) };
}

/** Why something was left alone, for the user interface. `reason` itself is English, for logs and the command line. */
export function reasonText({ code, reason }: Skip): Text {
  return isSkipCode(code) ? reasons[code] : reason;
}

function isSkipCode(code: Skip['code']): code is SkipCode {
  return code in reasons;
}
