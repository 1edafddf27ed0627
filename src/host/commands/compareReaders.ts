import * as vscode from 'vscode';
import type { ReaderPlace } from '../../core/agreement/readerPlace';
import { agreementBody, agreementFile, titleOf } from '../../core/agreement/report/document';
import { agreementText } from '../../core/agreement/report/text';
import { comparisonStyle } from '../../core/compare/document';
import { placeOf } from '../../core/image/slicePlace';
import type { ComparedReaders } from '../../core/protocol/agreementApi';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { localize, localized } from '../l10n/localize';
import { showReport } from '../panels/reportPanel';
import { report } from '../services';
import { adjudicate, inAgreementProcess, selection } from './adjudicate';
import { askReaders, selectedFolders } from './askReaders';
import type { CommandContext } from './context';

/**
 * Compares what two readers or more have drawn in the same images, and shows a report whose rows open the images.
 * @param selected folders of the readers; asked for if left out
 */
export async function compareReaders(context: CommandContext, _clicked?: unknown, selected?: unknown): Promise<void> {
  const places = selectedFolders(selected) ?? (await askReaders());
  if (places === undefined) return;
  const compared = await inAgreementProcess(localize`SAM-UNet: Comparing readers`, (api) =>
    api.compare({ places, selection }),
  );
  for (const message of compared.failed) context.log.warn(message);
  const { agreement, shown, files } = compared;
  const shownReport = {
    title: localized(titleOf(agreement)),
    body: agreementBody(agreement, shown, { say: localized, opens: true }),
    style: comparisonStyle,
    places: agreement.cases.map((each, i) => ({ file: files[i]!, ...placeOf(each) })),
  };
  showReport('samUnet.agreement', shownReport, { ...context, extensionUri: context.extension.extensionUri });
  offerMore(places, compared, context);
}

/** Not awaited: the command is done. */
function offerMore(
  places: readonly ReaderPlace[],
  { agreement, shown }: ComparedReaders,
  context: CommandContext,
): void {
  const text = localize`SAM-UNet: ${agreementText(agreement)}`;
  const [review, save] = [localize`Adjudicate…`, localize`Save Report…`];
  const answers = agreement.cases.some(({ dice }) => dice < 1) ? [review, save] : [save];
  void vscode.window.showInformationMessage(text, ...answers).then(async (answer) => {
    try {
      if (answer === review) await adjudicate(places, context);
      if (answer === save) await saveReport(agreementFile(agreement, shown));
    } catch (error) {
      await report(error, context);
    }
  });
}

async function saveReport(html: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    filters: { HTML: ['html'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, 'agreement.html') }),
  });
  if (target !== undefined) await writeFileAtomically(target.fsPath, html);
}
