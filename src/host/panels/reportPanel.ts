import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { SlicePlace } from '../../core/image/slicePlace';
import { placeIndexSchema, type ReportHostApi } from '../../core/protocol/reportApi';
import { serve } from '../../core/protocol/rpc';
import { t } from '../../core/text/message';
import type { ImageEditors } from '../editor/imageEditors';
import { showImage, showPlace } from '../editor/showImage';
import { report, type Services } from '../services';
import { webviewPort } from '../webviewPort';
import { openPanel } from './panel';

export interface ReportContext extends Pick<Services, 'log'> {
  readonly editors: ImageEditors;
  readonly extensionUri: vscode.Uri;
}

/** What a report opens beside itself. */
export interface ReportPlace extends Partial<SlicePlace> {
  /** Absolute path. */
  readonly file: string;
  /** How: an image in our editor, when left out; other files in that of VS Code, and folders in the Explorer view. */
  readonly as?: 'file' | 'folder';
}

export interface ShownReport {
  readonly title: string;
  /** In the style of reports. */
  readonly body: string;
  /** Style beyond it. */
  readonly style?: string;
  /** What the dots, rows and pictures of the body open, by their `data-place`. */
  readonly places: readonly ReportPlace[];
}

/** Shows a report in a page whose dots, rows and pictures open their images beside it. */
export function showReport(
  viewType: string,
  { places, ...content }: ShownReport,
  { log, editors, extensionUri }: ReportContext,
): void {
  const panel = openPanel(viewType, { ...content, script: vscode.Uri.joinPath(extensionUri, 'dist', 'report.js') });
  const server = serve<ReportHostApi>(webviewPort(panel.webview), {
    openPlace: async (index) => {
      try {
        const place = places[v.parse(placeIndexSchema, index)];
        if (place === undefined) {
          throw new UserError('not-found', { problem: t`There is no such place in the report.` });
        }
        await openPlace(place, editors);
      } catch (error) {
        void report(error, { log });
        throw error;
      }
    },
  });
  panel.onDidDispose(() => {
    server.dispose();
  });
}

async function openPlace({ file, slice, volume, as }: ReportPlace, editors: ImageEditors): Promise<void> {
  const uri = vscode.Uri.file(file);
  const beside = { viewColumn: vscode.ViewColumn.Beside, preview: true };
  if (as !== undefined) {
    if (as === 'file') await vscode.commands.executeCommand('vscode.open', uri, beside);
    else await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const page = await showImage(editors, uri, beside);
  if (slice !== undefined) await showPlace(page, { slice, volume });
}
