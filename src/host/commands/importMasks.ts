import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { transferText, type TransferSummary } from '../../core/layouts/summary';
import type { ImportMasksRequest } from '../../core/protocol/transferApi';
import { t, type Message } from '../../core/text/message';
import { readAnnotator, readSeriesMode } from '../config';
import { localize, localizedItem } from '../l10n/localize';
import { maskReadingIn } from '../maskReading';
import { withReadings } from '../readings';
import { chooseFolder, type CommandContext } from './context';
import { showTransferResult, transferWithProgress } from './transfer';

const origins: readonly {
  readonly label: Message;
  readonly detail: Message;
  readonly origin: ImportMasksRequest['origin'];
}[] = [
  {
    label: t`A person`,
    detail: t`The masks count as accepted and are never replaced by the model’s.`,
    origin: 'human',
  },
  { label: t`A model`, detail: t`The masks are unreviewed.`, origin: 'machine' },
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
  const complete = { series: readSeriesMode(), ...wanted, by: readAnnotator(), edited };
  const summary = await importAsking(complete, context.memory);
  if (summary === undefined) return;
  await context.editors.reloadClean();
  showTransferResult(summary, localize`SAM-UNet: ${transferText(summary, 'imported')}.`, context);
}

/** Imports, and asks how masks are read where that is open; answers are remembered for the folder of the masks. */
async function importAsking(request: ImportMasksRequest, memory: vscode.Memento): Promise<TransferSummary | undefined> {
  const source = path.resolve(request.source);
  const folder = (await stat(source).catch(() => undefined))?.isDirectory() === true ? source : path.dirname(source);
  return withReadings(
    memory,
    () => folder,
    (known) =>
      transferWithProgress(localize`SAM-UNet: Importing masks`, (api) =>
        api.importMasks({ ...request, reading: { ...maskReadingIn(folder, known), ...request.reading } }),
      ),
  );
}

async function askWhat(): Promise<Wanted | undefined> {
  const images = (await chooseFolder(localize`Select the folder with the images`))?.uri.fsPath;
  if (images === undefined) return undefined;
  const title = localize`Import Masks for ${path.basename(images)}`;
  const source = await askSource(title, images);
  return source === undefined ? undefined : { images, source };
}

async function askOrigin(images: string): Promise<ImportMasksRequest['origin'] | undefined> {
  const title = localize`Import Masks for ${path.basename(images)}`;
  const chosen = await vscode.window.showQuickPick(origins.map(localizedItem), {
    title,
    placeHolder: localize`Who made the masks? Images that already have masks are skipped.`,
    ignoreFocusOut: true,
  });
  return chosen?.origin;
}

async function askSource(title: string, images: string): Promise<string | undefined> {
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
      openLabel: localize`Import`,
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
