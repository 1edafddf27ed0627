import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import type { Evaluation } from '../../core/evaluation/report/evaluation';
import type { Picture } from '../../core/evaluation/report/html/cases';
import { reportBody, titleOfReport } from '../../core/evaluation/report/html/document';
import { linksTo } from '../../core/evaluation/report/html/links';
import { caseIndexSchema, type ReportHostApi } from '../../core/protocol/reportApi';
import { serve } from '../../core/protocol/rpc';
import { t } from '../../core/text/message';
import type { Dataset } from '../../node/evaluation/readDataset';
import type { ImageEditors } from '../editor/imageEditors';
import { showImage, showPlace } from '../editor/showImage';
import { localized } from '../l10n/localize';
import { report, type Services } from '../services';
import { webviewPort } from '../webviewPort';
import { openPanel } from './panel';

export interface EvaluationPanelContext extends Pick<Services, 'log'> {
  readonly editors: ImageEditors;
  readonly extensionUri: vscode.Uri;
}

/** What is shown: an evaluation, the data sets it is of and the pictures of its report. */
export interface ShownEvaluation {
  readonly evaluation: Evaluation;
  readonly datasets: readonly Dataset[];
  readonly pictures: ReadonlyMap<Case, Picture>;
}

/** Shows the report of an evaluation in a page whose dots and pictures open their images beside it. */
export function showEvaluation(
  { evaluation, datasets, pictures }: ShownEvaluation,
  { log, editors, extensionUri }: EvaluationPanelContext,
): void {
  const { cases } = evaluation;
  const panel = openPanel('samUnet.evaluation', {
    title: localized(titleOfReport(evaluation)),
    body: reportBody(evaluation, pictures, { say: localized, links: linksTo(cases, localized) }),
    script: vscode.Uri.joinPath(extensionUri, 'dist', 'report.js'),
  });
  const server = serve<ReportHostApi>(webviewPort(panel.webview), {
    openCase: async (index) => {
      try {
        const found = cases[v.parse(caseIndexSchema, index)];
        const folder = datasets.find(({ name }) => name === found?.set)?.folder;
        if (found === undefined || folder === undefined) {
          throw new UserError('not-found', { problem: t`There is no such case in the report.` });
        }
        const uri = vscode.Uri.file(path.join(folder, found.image));
        const page = await showImage(editors, uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
        if (found.slice !== undefined) await showPlace(page, { slice: found.slice });
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
