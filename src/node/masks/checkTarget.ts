import path from 'node:path';
import { UserError } from '../../core/base/error';
import { isImageName } from '../../core/formats/registry';
import { splitMaskPath } from '../../core/layouts/objects/names';
import { imageOfMask, imageOfSidecar } from '../../core/sidecar/names';
import { t, type Message } from '../../core/text/message';
import { exists } from '../files/exists';
import { isImageFile } from '../files/findImages';
import { isSameFile } from '../files/sameFile';
import { maskState } from './maskStore';

export interface TargetOptions {
  /** The image that the file is made from, which is never written. */
  readonly image: string;
  /** Whether a file that may contain a person's work is replaced. */
  readonly force?: boolean | undefined;
}

/**
 * Checks that the target file of a command replaces nothing that may contain a person's work: no image, no sidecar, no mask
 * that belongs to an image.
 * @throws UserError `bad-input` for the image itself, `conflict` for what is replaced only by force
 */
export async function checkTarget(target: string, { image, force = false }: TargetOptions): Promise<void> {
  if (await isSameFile(image, target)) {
    throw new UserError('bad-input', {
      file: target,
      problem: t`This is the image itself, which is never overwritten.`,
      advice: t`Choose another name for the new file.`,
    });
  }
  if (force) return;
  const file = path.resolve(target);
  const masked = imageOfSidecar(file) ?? imageOfMask(file);
  // Its name alone would make it the mask of that image, whether there is one yet or not.
  if (masked !== undefined && (await exists(masked)) && (await maskState(masked)) !== 'none') {
    throw replaces(target, t`This name belongs to the masks of ${path.basename(masked)}, which are not replaced.`);
  }
  if (!(await exists(file))) return;
  if (imageOfSidecar(file) !== undefined) throw replaces(target, t`This is the sidecar of an image.`);
  const isMask = imageOfMask(file) !== undefined || splitMaskPath(file.replaceAll('\\', '/')) !== undefined;
  if (isMask) throw replaces(target, t`This is a mask, possibly made by a person.`);
  if (isImageName(path.basename(file)) || (await isImageFile(file, path.basename(file)))) {
    throw replaces(target, t`An image with this name already exists.`);
  }
}

function replaces(file: string, problem: Message): UserError {
  return new UserError('conflict', {
    file,
    problem,
    advice: t`Choose another name, or use --force to replace it.`,
  });
}
