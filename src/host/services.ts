import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable';
import { errorText, messageOf, UserError } from '../core/base/error';
import type { Logger } from '../core/base/logger';
import { EncodeAhead } from '../node/inference/encodeAhead';
import { InferenceClient } from '../node/inference/inferenceClient';
import { withPool, type InferencePool } from '../node/inference/inferencePool';
import type { MaskApi } from '../node/masks/maskApi';
import { MaskThread } from '../node/masks/maskThread';
import { onDidChangeInferenceSettings, readInferenceSettings } from './config';
import { localize, localized } from './l10n/localize';
import { showTextReport } from './panels/textReport';
import { WorkspaceLabels } from './labels/workspaceLabels';

const channelName = 'SAM-UNet';

/** Lines of the log that can be shown where VS Code writes none. */
const keptLines = 2000;

/** What all parts of the extension share. */
export interface Services extends Disposable {
  readonly client: InferenceClient;
  readonly ahead: EncodeAhead;
  /** Runs bulk work with the client and as many further processes as make it faster. */
  readonly withPool: <T>(work: (pool: InferencePool) => Promise<T>) => Promise<T>;
  readonly labels: WorkspaceLabels;
  /** Reads and writes masks, in a thread of its own. */
  readonly maskStore: MaskApi;
  readonly log: Logger & { readonly show: () => void };
}

/** @param logFolder where VS Code writes the logs of the extension */
export function createServices(logFolder: vscode.Uri): Services {
  const channel = vscode.window.createOutputChannel(channelName, { log: true });
  const lines: string[] = [];
  const remember = (level: string, message: string): void => {
    lines.push(`${new Date().toISOString()} [${level}] ${message}`);
    if (lines.length > keptLines) lines.shift();
  };
  const log: Services['log'] = {
    debug: (message) => {
      channel.debug(message);
    },
    info: (message) => {
      remember('info', message);
      channel.info(message);
    },
    warn: (message) => {
      remember('warning', message);
      channel.warn(message);
    },
    error: (message, error) => {
      const cause = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
      remember('error', error === undefined ? message : `${message}: ${cause}`);
      channel.error(message, ...(error === undefined ? [] : [error instanceof Error ? error : messageOf(error)]));
    },
    show: () => {
      void showLog(logFolder, channel, lines);
    },
  };
  const client = new InferenceClient(readInferenceSettings(), { logger: log });
  const ahead = new EncodeAhead(client);
  const labels = new WorkspaceLabels();
  const maskStore = new MaskThread();
  const settings = onDidChangeInferenceSettings(() => {
    client.reconfigure(readInferenceSettings());
  });
  return {
    client,
    ahead,
    withPool: (work) => withPool(client, readInferenceSettings(), work),
    labels,
    maskStore,
    log,
    dispose: () => {
      settings.dispose();
      void maskStore.end();
      labels.dispose();
      ahead.dispose();
      client.dispose();
      channel.dispose();
    },
  };
}

/** Shows the log: in the output panel, or as a text where VS Code writes no logs, as the one in the browser does not. */
async function showLog(folder: vscode.Uri, channel: vscode.OutputChannel, lines: readonly string[]): Promise<void> {
  const file = vscode.Uri.joinPath(folder, `${channelName}.log`);
  const isWritten = await vscode.workspace.fs.stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
  if (isWritten) channel.show(true);
  else await showTextReport(localize`SAM-UNet Log`, lines.join('\n'));
}

/** Shows an expected failure in the language of VS Code; logs any other and says where. A cancellation is silent. */
export async function report(error: unknown, { log }: Pick<Services, 'log'>): Promise<void> {
  if (error instanceof UserError) {
    if (error.code !== 'cancelled') await vscode.window.showErrorMessage(localized(errorText(error)));
    return;
  }
  log.error('Unexpected error', error);
  const answer = await vscode.window.showErrorMessage(`SAM-UNet: ${messageOf(error)}`, localize`Show Log`);
  if (answer !== undefined) log.show();
}
