import path from 'node:path';
import * as vscode from 'vscode';
import { transferText } from '../../core/layouts/summary';
import type { ImportMasksRequest } from '../../core/protocol/transferApi';
import { t, type Message } from '../../core/text/message';
import { readAnnotator, readSeriesMode } from '../config';
import { localize, localizedItem } from '../l10n/localize';
import { chooseFolder, type CommandContext } from './context';
import { askSource, readingMasks } from './maskSource';
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
  const summary = await readingMasks(complete, context.memory, (how) =>
    transferWithProgress(localize`SAM-UNet: Importing masks`, (api) => api.importMasks({ ...complete, ...how })),
  );
  if (summary === undefined) return;
  await context.editors.reloadClean();
  showTransferResult(summary, localize`SAM-UNet: ${transferText(summary, 'imported')}.`, context);
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
    prompt: localize`Who made the masks? Images that already have masks are skipped.`,
    ignoreFocusOut: true,
  });
  return chosen?.origin;
}
