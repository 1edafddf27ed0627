import path from 'node:path';
import * as vscode from 'vscode';
import { transferText } from '../../core/layouts/summary';
import type { ImportMasksRequest } from '../../core/protocol/transferApi';
import { readAnnotator, readSeriesMode } from '../config';
import { chooseFolder, type CommandContext } from './context';
import { tellTransfer, transferWithProgress } from './transfer';

const origins: readonly (vscode.QuickPickItem & { readonly origin: ImportMasksRequest['origin'] })[] = [
  { label: 'A person', detail: 'They count as accepted, and no machine replaces them.', origin: 'human' },
  { label: 'A machine', detail: 'They wait for a review.', origin: 'machine' },
];

type Wanted = Omit<ImportMasksRequest, 'by' | 'origin'> & Partial<Pick<ImportMasksRequest, 'origin'>>;

/**
 * Makes masks in another layout objects of the images in a workspace folder.
 * @param request what is asked of the person where it is left out
 */
export async function importMasks(context: CommandContext, request?: unknown): Promise<void> {
  const asked = (request as Wanted | undefined) ?? (await askWhat());
  if (asked === undefined) return;
  const origin = asked.origin ?? (await askOrigin(asked.images));
  if (origin === undefined) return;
  const wanted = { ...asked, origin };
  const edited = context.editors.documents.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.fsPath);
  const summary = await transferWithProgress('importing masks', (api) =>
    api.importMasks({ series: readSeriesMode(), ...wanted, by: readAnnotator(), edited }),
  );
  await context.editors.reloadClean();
  tellTransfer(summary, `${transferText(summary, 'imported')}.`, context);
}

async function askWhat(): Promise<Wanted | undefined> {
  const images = (await chooseFolder('Folder with the images'))?.uri.fsPath;
  if (images === undefined) return undefined;
  const title = `Import Masks for ${path.basename(images)}`;
  const source = await askSource(title, images);
  return source === undefined ? undefined : { images, source };
}

async function askOrigin(images: string): Promise<ImportMasksRequest['origin'] | undefined> {
  const title = `Import Masks for ${path.basename(images)}`;
  const chosen = await vscode.window.showQuickPick(origins, {
    title,
    placeHolder: 'Who made the masks? Images that have masks are skipped.',
    ignoreFocusOut: true,
  });
  return chosen?.origin;
}

async function askSource(title: string, images: string): Promise<string | undefined> {
  const places = [
    { label: '$(folder-active) This folder', detail: 'Masks that lie among the images.', place: 'here' },
    { label: '$(folder-opened) Another folder…', detail: 'A data set in a layout that is known.', place: 'folder' },
    { label: '$(file) File…', detail: 'COCO annotations, or a DICOM Segmentation.', place: 'file' },
  ] as const;
  const chosenPlace = await vscode.window.showQuickPick(places, {
    title,
    placeHolder: 'Where the masks are',
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
      openLabel: 'Import',
      ...(isFile ? { filters: { 'COCO, DICOM Segmentation': ['json', 'dcm'], 'All files': ['*'] } } : {}),
    })) ?? [];
  return chosen?.fsPath;
}
