import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { Protocol } from '../../core/evaluation/protocol';
import { protocols } from '../../core/evaluation/protocols';
import { htmlReport, shownCases } from '../../core/evaluation/report/html/document';
import { isDatasetIndex } from '../../core/layouts/samUnet/schema';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { evaluateDatasets } from '../../node/evaluation/evaluateDatasets';
import { picturesOf } from '../../node/evaluation/picture';
import { readDatasets } from '../../node/evaluation/readDataset';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { readEvaluationGroups, readSeriesMode } from '../config';
import { localize, localized } from '../l10n/localize';
import { pickSome } from '../pickSome';
import { showEvaluation, type ShownEvaluation } from '../panels/evaluationPanel';
import type { CommandContext } from './context';

/** The defaults of `sam-unet evaluate`. */
const defaults = { zoom: true, unit: 'px', tolerance: 2, clickLimit: 20, seed: '0' } as const;

/** Most indices of data sets that are looked for. */
const mostIndices = 500;

/** Measures the model on data sets with reference masks and shows the report. */
export async function evaluate(context: CommandContext): Promise<void> {
  const folders = await chooseDatasets();
  if (folders === undefined || folders.length === 0) return;
  const chosen = await chooseProtocols();
  if (chosen === undefined || chosen.length === 0) return;
  const shown = await measure(folders, chosen, context);
  if (shown === undefined) return;
  showEvaluation(shown, { ...context, extensionUri: context.extension.extensionUri });
  offerToSave(shown);
}

async function measure(
  folders: readonly string[],
  chosen: readonly Protocol[],
  { log, withPool }: CommandContext,
): Promise<ShownEvaluation | undefined> {
  const onError = ({ message }: UserError): void => {
    log.warn(message);
  };
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Evaluating the model`,
      cancellable: true,
    },
    async (progress, token) => {
      const datasets = await readDatasets(folders, onError);
      const evaluation = await withPool((client) =>
        evaluateDatasets(datasets, {
          ...defaults,
          series: readSeriesMode(),
          groups: readEvaluationGroups(),
          client,
          protocols: chosen,
          token,
          onError,
          onImage: (done, total, set) => {
            progress.report({ message: localize`image ${done + 1} of ${total} · ${set}`, increment: 100 / total });
          },
        }),
      );
      if (evaluation.cases.length === 0) {
        if (evaluation.interrupted) return undefined;
        throw new UserError('bad-input', {
          problem: t`No mask of these data sets could be evaluated.`,
          advice: t`See the SAM-UNet log for the reasons.`,
        });
      }
      return { evaluation, datasets, pictures: await picturesOf(shownCases(evaluation), datasets) };
    },
  );
}

/** Asks for the data sets of the workspace, all chosen at first. @throws UserError when there are none */
async function chooseDatasets(): Promise<readonly string[] | undefined> {
  const indices = await vscode.workspace.findFiles('**/*2{label,image}_*.json', undefined, mostIndices);
  const folders = indices
    .filter(({ fsPath }) => isDatasetIndex(path.basename(fsPath)))
    .map(({ fsPath }) => path.dirname(fsPath));
  const items = [...new Set(folders)].sort().map((folder) => ({
    label: path.basename(folder),
    description: vscode.workspace.asRelativePath(path.dirname(folder)),
    picked: true,
    folder,
  }));
  if (items.length === 0) {
    throw new UserError('not-found', {
      problem: t`The workspace has no data set with reference masks.`,
      advice: t`A data set is a folder with a file image2label_*.json or label2image_*.json; see docs/cli.md.`,
    });
  }
  if (items.length === 1) return items.map(({ folder }) => folder);
  const chosen = await pickSome(items, { title: localize`Select the data sets to evaluate on` });
  return chosen?.map(({ folder }) => folder);
}

async function chooseProtocols(): Promise<readonly Protocol[] | undefined> {
  const items = protocols.map((protocol, i) => ({
    label: localized(protocol.title),
    detail: localized(protocol.description),
    picked: i === 0,
    protocol,
  }));
  const chosen = await pickSome(items, { title: localize`Select the prompts to make from each reference mask` });
  return chosen?.map(({ protocol }) => protocol);
}

/** Not awaited: the command is done. */
function offerToSave({ evaluation, pictures }: ShownEvaluation): void {
  const masks = counted(evaluation.cases.length, 'mask');
  const text = evaluation.interrupted
    ? localize`SAM-UNet: Evaluation cancelled after ${masks}.`
    : localize`SAM-UNet: ${masks} evaluated.`;
  void vscode.window.showInformationMessage(text, localize`Save Report…`).then(async (answer) => {
    if (answer === undefined) return;
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const target = await vscode.window.showSaveDialog({
      filters: { HTML: ['html'] },
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, 'evaluation.html') }),
    });
    if (target !== undefined) await writeFileAtomically(target.fsPath, htmlReport(evaluation, pictures));
  });
}
