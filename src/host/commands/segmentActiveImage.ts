import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { isImageName } from '../../core/formats/registry';
import { rectOf } from '../../core/geometry/rect';
import { t } from '../../core/text/message';
import type { ImagePage } from '../editor/imagePage';
import { shownView, showImage } from '../editor/showImage';
import { localize } from '../l10n/localize';
import type { CommandContext } from './context';

/** Segments the slice that is shown with one box over all of it. */
export async function segmentActiveImage(context: CommandContext): Promise<void> {
  const page = context.editors.active ?? (await openActiveFile(context));
  const view = await shownView(page);
  const { image } = await page.document.open();
  const { slice, volume, window } = view;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Segmenting…` },
    () => page.document.prompting.commit({ slice, volume, window }, { box: rectOf(image.info), points: [] }, null),
  );
}

/** Opens the file of the active tab in our editor when another one shows it. */
async function openActiveFile({ editors }: CommandContext): Promise<ImagePage> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
  if (uri?.scheme !== 'file' || !isImageName(uri.path)) {
    throw new UserError('bad-input', {
      problem: t`The active editor shows no image that can be segmented.`,
      advice: t`Open an image first, such as a DICOM or NIfTI file.`,
    });
  }
  return showImage(editors, uri);
}
