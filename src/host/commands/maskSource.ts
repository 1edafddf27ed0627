import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TransferSummary } from '../../core/layouts/summary';
import type { ImportMasksRequest } from '../../core/protocol/transferApi';
import { localize } from '../l10n/localize';
import { maskReadingIn } from '../maskReading';
import { withReadings } from '../readings';

/**
 * Reads masks of a source, and asks how they are read where that is open; answers are remembered for the folder of the masks.
 * @returns undefined when the user cancels the question
 */
export async function readingMasks(
  { source, reading }: Pick<ImportMasksRequest, 'source' | 'reading'>,
  memory: vscode.Memento,
  run: (how: Pick<ImportMasksRequest, 'reading' | 'array'>) => Thenable<TransferSummary>,
): Promise<TransferSummary | undefined> {
  const full = path.resolve(source);
  const folder = (await stat(full).catch(() => undefined))?.isDirectory() === true ? full : path.dirname(full);
  return withReadings(
    memory,
    () => folder,
    (known) => {
      const array = known(folder, 'array');
      return run({
        reading: { ...maskReadingIn(folder, known), ...reading },
        ...(array === undefined ? {} : { array }),
      });
    },
  );
}

/** Asks where masks are: among the images, in another folder, or in a file. */
export async function askSource(title: string, images: string): Promise<string | undefined> {
  const places = [
    { label: `$(folder-active) ${localize`This Folder`}`, detail: localize`Masks among the images.`, place: 'here' },
    {
      label: `$(folder-opened) ${localize`Other Folder…`}`,
      detail: localize`A data set in one of the known layouts.`,
      place: 'folder',
    },
    { label: `$(file) ${localize`File…`}`, detail: localize`COCO annotations or a DICOM Segmentation.`, place: 'file' },
  ] as const;
  const chosenPlace = await vscode.window.showQuickPick(places, {
    title,
    placeHolder: localize`Select where the masks are`,
    ignoreFocusOut: true,
  });
  if (chosenPlace === undefined) return undefined;
  if (chosenPlace.place === 'here') return images;
  const isFile = chosenPlace.place === 'file';
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: isFile,
      canSelectFolders: !isFile,
      openLabel: localize`Select`,
      ...(isFile
        ? {
            filters: {
              [localize`COCO, CVAT, DICOM Segmentation`]: ['json', 'xml', 'dcm'],
              [localize`All files`]: ['*'],
            },
          }
        : {}),
    })) ?? [];
  return chosen?.fsPath;
}
