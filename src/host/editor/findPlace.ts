import * as vscode from 'vscode';
import { isCancellation } from '../../core/base/error';
import { placeOfImage } from '../../node/image/openImage';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { ImagePlace } from '../../node/series/folderSeries';
import { localize } from '../l10n/localize';

/** Milliseconds that a folder may take before its reading shows. */
const patience = 1000;

/**
 * Where the image of a file is found. A folder that takes long to read shows its progress.
 * @returns undefined when a person did not want to wait
 */
export async function findPlace(path: string, series: SeriesMode): Promise<ImagePlace | undefined> {
  const cancellation = new vscode.CancellationTokenSource();
  const { token } = cancellation;
  let show: (done: number, total: number) => void = () => undefined;
  const finding = placeOfImage(path, {
    series,
    token,
    onProgress: (done, total) => {
      show(done, total);
    },
  });
  const timer = setTimeout(() => {
    const title = localize`SAM-UNet: Reading the series. Cancel to open this file only`;
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
      cancelled.onCancellationRequested(() => {
        cancellation.cancel();
      });
      show = (done, total) => {
        progress.report({ message: localize`${done} of ${total} files` });
      };
      await finding.catch(() => undefined);
    });
  }, patience);
  try {
    return await finding;
  } catch (error) {
    if (isCancellation(error)) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    cancellation.dispose();
  }
}
