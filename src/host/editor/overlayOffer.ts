import path from 'node:path';
import * as vscode from 'vscode';
import { addObjects } from '../../core/document/edits';
import { freeId } from '../../core/document/state';
import { importedObject } from '../../core/layouts/importedObject';
import { LabelTable } from '../../core/layouts/labelTable';
import { t } from '../../core/text/message';
import { imageOfLabels, type LabelsOfImage } from '../../node/transfer/imageOfLabels';
import { readFoundMask } from '../../node/transfer/readFoundMask';
import { readAnnotator } from '../config';
import { localize } from '../l10n/localize';
import { report, type Services } from '../services';
import type { ImageDocument } from './imageDocument';
import type { ImageEditors } from './imageEditors';
import { showImage } from './showImage';

/** Offers once, for each volume of labels that is opened, to show it on the image that it is a label map of. */
export function offerOverlays(editors: ImageEditors, services: Services): vscode.Disposable {
  const checked = new WeakSet<ImageDocument>();
  return editors.onDidChangeActive((page) => {
    if (page === undefined || checked.has(page.document)) return;
    checked.add(page.document);
    void offer(page.document, editors, services).catch((error: unknown) => report(error, services));
  });
}

async function offer(document: ImageDocument, editors: ImageEditors, services: Services): Promise<void> {
  const { image } = await document.open();
  if (document.state.objects.length > 0) return;
  const found = await imageOfLabels(image);
  if (found === undefined) return;
  const [labels, name] = [path.basename(image.path), path.basename(found.image)];
  const text = localize`SAM-UNet: ${labels} is a label map of ${name}.`;
  if ((await vscode.window.showInformationMessage(text, localize`Show on Image`)) === undefined) return;
  const page = await showImage(editors, vscode.Uri.file(found.image));
  await addLabels(page.document, found, labels, services);
}

/** Adds the labels to the objects of an image, as drafts that can be undone: who made them, and whether they are right, is open. */
async function addLabels(
  document: ImageDocument,
  { root, mask }: LabelsOfImage,
  from: string,
  { log }: Pick<Services, 'log'>,
): Promise<void> {
  const { image } = await document.open();
  const table = new LabelTable([mask], document.knownLabels);
  const parts = await readFoundMask(root, mask, { slice: 0 }, image, table, {
    note: ({ message }) => {
      log.info(`${from}: ${message}`);
    },
  });
  const taken = new Set(document.state.objects.map(({ id }) => id));
  const who = { origin: 'human', from, by: readAnnotator(), at: new Date() } as const;
  const objects = parts.flatMap((part) => {
    const id = freeId(taken);
    const object = importedObject(id, { ...part, ...who });
    if (object === undefined) return [];
    taken.add(id);
    return [{ ...object, status: 'draft' as const }];
  });
  const { state, knownLabels } = document;
  document.edit(addObjects(state, objects, new Set(), t`Overlay ${from}`, undefined, knownLabels));
}
