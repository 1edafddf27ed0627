import path from 'node:path';
import * as vscode from 'vscode';
import { replaceObjects } from '../../core/document/edits';
import { placeOf } from '../../core/image/slicePlace';
import { importedObject } from '../../core/layouts/importedObject';
import { encodeRunLength } from '../../core/mask/runLength';
import { t } from '../../core/text/message';
import { masksOfFile } from '../../node/compare/otherMasks';
import { isMask } from '../../node/files/findImages';
import { slashPath } from '../../node/files/slashPath';
import { masksAt } from '../../node/masks/masksAt';
import { readAnnotator } from '../config';
import { findMasksNear } from '../../node/transfer/masksNear';
import { localize } from '../l10n/localize';
import type { Services } from '../services';
import { compareWithDisk } from './conflictQuestions';
import type { ImageDocument } from './imageDocument';
import type { ImageEditors } from './imageEditors';
import { offering } from './offering';
import { offerRestore, restoreMaskFiles } from './restoreOffer';

/**
 * Offers to import masks that lie near an image in another layout, once for each folder; and once for each image to import or
 * replace a mask file that another program has changed, and to restore one that is missing.
 */
export function offerImports(editors: ImageEditors, services: Services): vscode.Disposable {
  const offered = new Set<string>();
  const checked = new WeakSet<ImageDocument>();
  return editors.onDidChangeActive((page) => {
    if (page === undefined) return;
    const folder = path.dirname(page.document.uri.fsPath);
    const { document } = page;
    if (!checked.has(document)) {
      checked.add(document);
      for (const offered of [offerForeign, offerRestore]) offering(document, services, offered(document, services));
    }
    if (offered.has(folder)) return;
    offered.add(folder);
    offering(document, services, offer(document));
  });
}

async function offer(document: ImageDocument): Promise<void> {
  const { series } = await document.place();
  const file = series?.anchor ?? document.uri.fsPath;
  // Masks have no masks.
  if (isMask(slashPath(path.dirname(path.dirname(file)), file))) return;
  const found = await findMasksNear(file, series?.files);
  if (found === undefined) return;
  const { source, layout } = found;
  const text = localize`SAM-UNet: ${path.basename(file)} has masks in the layout “${layout.title}”. Import the masks of its folder?`;
  if ((await vscode.window.showInformationMessage(text, localize`Import`)) === undefined) return;
  const request = { source, layout: layout.name, images: path.dirname(file) };
  await vscode.commands.executeCommand('samUnet.importMasks', request);
}

/** A mask file that another program has written over ours. Without a sidecar it is one in another layout. */
async function offerForeign(document: ImageDocument, services: Services): Promise<void> {
  const { image } = await document.open();
  if (document.isDirty || (await services.maskStore.maskState(image.path)) !== 'foreign') return;
  const files = await masksAt(image.path);
  const file = files.find((each) => path.basename(each).startsWith(`${path.basename(image.path)}.mask.`));
  const isSaved = files.includes(`${image.path}.masks.json`);
  if (!isSaved || file === undefined) return;
  const text = localize`SAM-UNet: ${path.basename(file)} was changed by another program since it was saved here.`;
  const compares = document.state.objects.length > 0 ? [localize`Compare`] : [];
  const answer = await vscode.window.showInformationMessage(text, ...compares, localize`Import`, localize`Restore`);
  if (answer === localize`Restore`) {
    await restoreMaskFiles(document, services);
    return;
  }
  if (answer === localize`Compare`) {
    await compareWithDisk('file');
    return;
  }
  if (answer !== localize`Import`) return;
  const found = await masksOfFile(file, image.info, document.state.labels);
  const objects = found.flatMap(({ label = document.label.name, mask, ...at }, i) => {
    const from = path.basename(file);
    const who = { origin: 'human', from, by: readAnnotator(), at: new Date() } as const;
    const object = importedObject(String(i + 1), { label, ...placeOf(at), mask: encodeRunLength(mask), ...who });
    // Who made it, and whether it is right, is for the person to say.
    return object === undefined ? [] : [{ ...object, status: 'draft' as const }];
  });
  document.edit(replaceObjects(document.state, objects, t`Import ${path.basename(file)}`, document.knownLabels));
}
