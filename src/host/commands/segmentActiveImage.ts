import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { isImageName } from '../../core/formats/registry';
import { rectOf } from '../../core/geometry/rect';
import { viewTypeFor } from '../editor/imageEditors';
import type { ImagePage } from '../editor/imagePage';
import type { CommandContext } from './context';

/** Milliseconds to wait for an editor that was just opened to show its image. */
const openingLimit = 30_000;

/** Segments the slice that is shown with one box over all of it. */
export async function segmentActiveImage(context: CommandContext): Promise<void> {
  const page = context.editors.active ?? (await openActiveFile(context));
  const view = await shownView(page);
  const { image } = await page.document.open();
  const { slice, window } = view;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Segmenting…' }, () =>
    page.document.commit({ slice, window }, { box: rectOf(image.info), points: [] }, null),
  );
}

/** Opens the file of the active tab in our editor when another one shows it. */
async function openActiveFile({ editors }: CommandContext): Promise<ImagePage> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
  if (uri?.scheme !== 'file' || !isImageName(uri.path)) {
    throw new UserError('bad-input', {
      problem: 'The active editor shows no image that can be segmented.',
      advice: 'Open a DICOM, NIfTI, PNG or JPEG file first.',
    });
  }
  await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeFor(uri.path));
  return eventually(editors.onDidChangeActive, () => editors.active);
}

async function shownView(page: ImagePage): Promise<NonNullable<ImagePage['view']>> {
  return page.view ?? eventually(page.onDidChangeView, () => page.view);
}

/** Waits until `read` gives something, asking again whenever `event` fires. */
function eventually<T>(event: vscode.Event<unknown>, read: () => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (): boolean => {
      const value = read();
      if (value === undefined) return false;
      clearTimeout(timer);
      subscription.dispose();
      resolve(value);
      return true;
    };
    const subscription = event(finish);
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new UserError('unreadable', { problem: 'The image does not open.', advice: 'Open it to see why.' }));
    }, openingLimit);
    finish();
  });
}
