import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { UserError } from '../../core/base/error';
import { isEmptySelected, isSelected, type Selection } from '../../core/layouts/selection';
import { failureOf, type TransferFailure } from '../../core/layouts/summary';
import { imageOfSidecar } from '../../core/sidecar/names';
import { parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { comparePaths, walkFolder } from '../files/walkFolder';
import { readTextFile } from '../files/textFile';

/** A sidecar with the objects that are wanted of it; none of an image that was accepted as empty. */
export interface SelectedSidecar {
  /** Path of the image, relative to the folder. */
  readonly image: string;
  readonly sidecar: Sidecar;
}

export interface SelectedSidecars {
  readonly selected: readonly SelectedSidecar[];
  /** Images none of whose objects are wanted. */
  readonly empty: readonly string[];
  readonly failed: readonly TransferFailure[];
}

/**
 * The sidecars of a folder and its subfolders, sorted by the path of the image.
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function selectSidecars(
  folder: string,
  selection: Selection,
  token: CancellationToken,
  isMeant: (image: string) => boolean = () => true,
): Promise<SelectedSidecars> {
  const selected: SelectedSidecar[] = [];
  const empty: string[] = [];
  const failed: TransferFailure[] = [];
  const onUnreadable = (target: string, error: UserError): void => {
    failed.push(failureOf(target, error, path.join(folder, target)));
  };
  for await (const { path: target } of walkFolder(folder, onUnreadable)) {
    throwIfCancelled(token);
    const image = imageOfSidecar(target);
    if (image === undefined || !isMeant(image)) continue;
    const file = path.join(folder, target);
    try {
      const sidecar = parseSidecar(await readTextFile(file), file);
      const objects = sidecar.objects.filter((object) => isSelected(object, selection));
      if (objects.length === 0 && !(sidecar.empty !== undefined && isEmptySelected(selection))) empty.push(image);
      else selected.push({ image, sidecar: { ...sidecar, objects } });
    } catch (error) {
      failed.push(failureOf(image, error, file));
    }
  }
  return { selected: selected.sort((a, b) => comparePaths(a.image, b.image)), empty: empty.sort(comparePaths), failed };
}
