import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { isSamePlace, type SlicePlace } from '../../core/image/slicePlace';
import { t } from '../../core/text/message';
import { placeOfImage } from '../../node/image/openImage';
import { readSeriesMode } from '../config';
import { viewTypeFor } from './viewTypes';
import type { ImagePage } from './imagePage';

/** Which page is in front. */
export interface Pages {
  readonly active: ImagePage | undefined;
  readonly onDidChangeActive: vscode.Event<ImagePage | undefined>;
}

/** Milliseconds to wait for an editor that was just opened to show its image. */
const openingLimit = 30_000;

/**
 * Opens an image in our editor, in front. Of a file of a series that is the series, at the file's slice.
 * @throws UserError when no page of it comes up in time
 */
export async function showImage(
  pages: Pages,
  file: vscode.Uri,
  options: vscode.TextDocumentShowOptions = {},
): Promise<ImagePage> {
  const { series, slice, volume } = await placeOfImage(file.fsPath, { series: readSeriesMode() });
  const uri = series === undefined ? file : vscode.Uri.file(series.anchor);
  const page = await showFile(pages, uri, options);
  if (uri.fsPath !== file.fsPath) await showPlace(page, { slice, volume });
  return page;
}

/**
 * Shows a slice. An editor that was in the background gets a new page when it comes to the front, and what its old page was
 * sent just before is lost: it is sent again until the page shows the slice.
 * @throws UserError when it does not in time
 */
export async function showPlace(page: ImagePage, { slice, volume = 0 }: SlicePlace): Promise<void> {
  const shown = (): ImagePage['view'] => {
    const { view } = page;
    if (view === undefined || isSamePlace(view, { slice, volume })) return view;
    void page.perform({ kind: 'showSlice', slice, volume }).catch(() => undefined);
    return undefined;
  };
  await eventually(page.onDidChangeView, shown, page.document.uri);
}

async function showFile(pages: Pages, uri: vscode.Uri, options: vscode.TextDocumentShowOptions): Promise<ImagePage> {
  await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeFor(uri.path), options);
  const shown = (): ImagePage | undefined =>
    pages.active?.document.uri.toString() === uri.toString() ? pages.active : undefined;
  return eventually(pages.onDidChangeActive, shown, uri);
}

/** What a page shows, as soon as it shows a slice. @throws UserError when it does not in time */
export async function shownView(page: ImagePage): Promise<NonNullable<ImagePage['view']>> {
  return page.view ?? eventually(page.onDidChangeView, () => page.view, page.document.uri);
}

/** Waits until `read` gives something, asking again whenever `event` fires. */
function eventually<T>(event: vscode.Event<unknown>, read: () => T | undefined, { fsPath }: vscode.Uri): Promise<T> {
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
      const advice = t`Open the image to see the reason.`;
      reject(new UserError('unreadable', { file: fsPath, problem: t`The image does not open.`, advice }));
    }, openingLimit);
    finish();
  });
}
