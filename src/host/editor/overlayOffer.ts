import path from 'node:path';
import * as vscode from 'vscode';
import { addObjects } from '../../core/document/edits';
import { freeId } from '../../core/document/state';
import { importedObject } from '../../core/layouts/importedObject';
import { noteText } from '../../core/layouts/annotationNote';
import { LabelTable } from '../../core/layouts/labelTable';
import type { LayoutObject } from '../../core/layouts/layout';
import { english, t } from '../../core/text/message';
import { slashPath } from '../../node/files/slashPath';
import { imageOfLabels, type LabelsOfImage } from '../../node/transfer/imageOfLabels';
import { overlaysOf } from '../../node/transfer/overlaysOf';
import { readFoundMask } from '../../node/transfer/readFoundMask';
import { readAnnotator } from '../config';
import { localize } from '../l10n/localize';
import type { Services } from '../services';
import type { ImageDocument } from './imageDocument';
import type { ImageEditors } from './imageEditors';
import type { ImagePage } from './imagePage';
import { offering } from './offering';
import { showImage, showPlace } from './showImage';

/**
 * Offers once for each volume of labels that is opened to show it on the image that it is a label map of, and once for each folder
 * to take the overlay planes of a DICOM image for objects.
 */
export function offerOverlays(editors: ImageEditors, services: Services): vscode.Disposable {
  const checked = new WeakSet<ImageDocument>();
  const offered = new Set<string>();
  return editors.onDidChangeActive((page) => {
    if (page === undefined || checked.has(page.document)) return;
    const { document } = page;
    checked.add(document);
    offering(document, services, offerLabels(document, editors, services));
    const folder = path.dirname(document.uri.fsPath);
    if (offered.has(folder)) return;
    offering(
      document,
      services,
      offerPlanes(page, () => offered.add(folder)),
    );
  });
}

async function offerLabels(document: ImageDocument, editors: ImageEditors, services: Services): Promise<void> {
  const { image } = await document.open();
  if (document.state.objects.length > 0) return;
  const found = await imageOfLabels(image);
  if (found === undefined) return;
  const labels = path.basename(image.path);
  const isBeside = path.dirname(image.path) === path.dirname(found.image);
  const nameOf = (file: string): string =>
    isBeside ? path.basename(file) : slashPath(path.dirname(path.dirname(file)), file);
  const text = localize`SAM-UNet: ${nameOf(image.path)} is a label map of ${nameOf(found.image)}.`;
  if ((await vscode.window.showInformationMessage(text, localize`Show on Image`)) === undefined) return;
  const page = await showImage(editors, vscode.Uri.file(found.image));
  await addDrafts(page, await labelsOn(page.document, found, services), labels);
}

async function labelsOn(
  document: ImageDocument,
  { root, mask }: LabelsOfImage,
  { log }: Pick<Services, 'log'>,
): Promise<readonly LayoutObject[]> {
  const { image } = await document.open();
  const table = new LabelTable([mask], document.knownLabels);
  return readFoundMask(root, mask, { slice: 0 }, image, table, {
    note: (each) => {
      log.info(english(noteText(each)));
    },
  });
}

/** @param onOffer called before something is offered */
async function offerPlanes(page: ImagePage, onOffer: () => void): Promise<void> {
  const { document } = page;
  const { image } = await document.open();
  if (image.info.overlays === undefined || document.state.objects.length > 0) return;
  onOffer();
  const name = path.basename(image.path);
  const text = localize`SAM-UNet: ${name} has overlay planes, which are not shown.`;
  if ((await vscode.window.showInformationMessage(text, localize`Show as Objects`)) === undefined) return;
  await addDrafts(page, await overlaysOf(image), name);
}

/**
 * Adds masks to the objects of an image, as drafts that can be undone: who made them, and whether they are right, is open. The slice
 * in the middle of them is shown.
 */
async function addDrafts(page: ImagePage, masks: readonly LayoutObject[], from: string): Promise<void> {
  const { document } = page;
  const { state, knownLabels } = document;
  const taken = new Set(state.objects.map(({ id }) => id));
  const who = { origin: 'human', from, by: readAnnotator(), at: new Date() } as const;
  const objects = masks.flatMap((mask) => {
    const id = freeId(taken);
    const object = importedObject(id, { ...mask, ...who });
    if (object === undefined) return [];
    taken.add(id);
    return [{ ...object, status: 'draft' as const }];
  });
  document.edit(addObjects(state, objects, new Set(), t`Overlay ${from}`, undefined, knownLabels));
  const middle = masks[Math.floor(masks.length / 2)];
  if (middle !== undefined) await showPlace(page, middle);
}
