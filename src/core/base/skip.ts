import { english, t, type Message, type Text } from '../text/message';
import type { UserErrorCode } from './error';

/** What follows the name of a file that is left alone. */
const reasons = {
  'machine-masks': t`it has masks`,
  'human-masks': t`a person made or edited its masks`,
  'foreign-masks': t`it has a mask file of another origin`,
  'newer-masks': t`its masks were saved by a newer version of SAM-UNet`,
  'missing-masks': t`its mask file is missing; \`sam-unet restore\` draws it again`,
  'changed-elsewhere': t`its masks were changed by another program`,
  'changed-since': t`its masks were made or changed after the run`,
  'changed-meanwhile': t`its masks changed in the meantime`,
  'unsaved-edits': t`it has unsaved edits`,
  'empty-masks': t`its masks are empty`,
  'not-selected': t`it has no masks of the wanted status`,
  'no-prompt': t`there is no prompt for it`,
  'no-image': t`no image has this name`,
  'other-folder': t`the image of this name lies in another folder (--any-folder uses it nevertheless)`,
  'several-images': t`several images have this name`,
  'lost-images': t`the images that it was made of are not there`,
} as const satisfies Readonly<Record<string, Message>>;

export type SkipCode = keyof typeof reasons;

/** Why work on many files leaves one alone: a code for programs, and English for logs. */
export interface Skip {
  readonly code: SkipCode | UserErrorCode;
  readonly reason: string;
}

/** A file that was left alone, by its path relative to the folder. */
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
