import * as vscode from 'vscode';
import { reportText } from '../../core/doctor/report';
import { english } from '../../core/text/message';
import { examine } from '../../node/doctor/examine';
import { readInferenceSettings } from '../config';
import { localize, localized } from '../l10n/localize';
import { machineName, remoteConnection } from '../machine';
import { showTextReport } from '../panels/textReport';
import type { CommandContext } from './context';

/** Tests every device that could run the model, and shows a report to read or to send to others. */
export async function doctor({ client, log, extension }: CommandContext): Promise<void> {
  const connection = remoteConnection();
  const { version } = extension.packageJSON as { version: string };
  const text = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Running Doctor on ${machineName()}`,
      cancellable: true,
    },
    async (progress, token) => {
      const report = await examine({
        settings: readInferenceSettings(),
        product: version,
        host: `VS Code ${vscode.version}${connection === undefined ? '' : `, ${english(connection)}`}`,
        token,
        onProgress: (message) => {
          progress.report({ message: localized(message) });
        },
      });
      return reportText(report);
    },
  );
  // What runs now may have been chosen by what is no longer true.
  client.restart();
  log.info(`Doctor\n${text}`);
  await showTextReport(localize`SAM-UNet Doctor`, text);
  const copy = localize`Copy Report`;
  void vscode.window
    .showInformationMessage(localize`SAM-UNet: The report contains no names of images, patients or users.`, copy)
    .then(async (answer) => {
      if (answer === copy) await vscode.env.clipboard.writeText(text);
    });
}
