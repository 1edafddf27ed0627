import { UserError } from '../core/base/error';
import type { MasksOnDisk } from '../node/masks/maskStore';

/** What follows the name of a mask file that is not as its sidecar has it. */
const texts: Readonly<Record<MasksOnDisk['faults'][number]['kind'], string>> = {
  missing: 'is missing; “sam-unet restore” redraws it from the sidecar',
  changed: 'was written or changed by another program',
  interrupted: 'is behind, because a save was interrupted; the next save updates it',
  differs: 'shows something other than its sidecar, which was edited; “sam-unet restore --changed” redraws it',
};

/** What is wrong with masks, a line each. @param name what a mask file is called */
export function faultTexts({ faults, damage }: MasksOnDisk, name: (file: string) => string): string[] {
  return [
    ...(damage === undefined ? [] : [new UserError('damaged', damage).message]),
    ...faults.map(({ file, kind }) => `${name(file)} ${texts[kind]}`),
  ];
}
