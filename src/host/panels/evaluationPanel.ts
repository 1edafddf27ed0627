import path from 'node:path';
import type { Case } from '../../core/evaluation/case';
import type { Evaluation } from '../../core/evaluation/report/evaluation';
import type { Picture } from '../../core/evaluation/report/html/cases';
import { reportBody, titleOfReport } from '../../core/evaluation/report/html/document';
import { linksTo } from '../../core/evaluation/report/html/links';
import type { Dataset } from '../../node/evaluation/readDataset';
import { localized } from '../l10n/localize';
import { showReport, type ReportContext } from './reportPanel';

/** What is shown: an evaluation, the data sets it is of and the pictures of its report. */
export interface ShownEvaluation {
  readonly evaluation: Evaluation;
  readonly datasets: readonly Dataset[];
  readonly pictures: ReadonlyMap<Case, Picture>;
}

/** Shows the report of an evaluation in a page whose dots and pictures open their images beside it. */
export function showEvaluation({ evaluation, datasets, pictures }: ShownEvaluation, context: ReportContext): void {
  const { cases } = evaluation;
  const folders = new Map(datasets.map(({ name, folder }) => [name, folder]));
  const report = {
    title: localized(titleOfReport(evaluation)),
    body: reportBody(evaluation, pictures, { say: localized, links: linksTo(cases, localized) }),
    places: cases.map(({ set, image, slice }) => ({
      file: path.join(folders.get(set) ?? '', image),
      ...(slice === undefined ? {} : { slice }),
    })),
  };
  showReport('samUnet.evaluation', report, context);
}
