import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable';
import { errorText, messageOf, UserError } from '../core/base/error';
import type { Logger } from '../core/base/logger';
import { EncodeAhead } from '../node/inference/encodeAhead';
import { InferenceClient } from '../node/inference/inferenceClient';
import { withPool, type InferencePool } from '../node/inference/inferencePool';
import { onDidChangeInferenceSettings, readInferenceSettings } from './config';
import { localize, localized } from './l10n/localize';
import { WorkspaceLabels } from './labels/workspaceLabels';

/** What all parts of the extension share. */
export interface Services extends Disposable {
  readonly client: InferenceClient;
  readonly ahead: EncodeAhead;
  /** Runs bulk work with the client and as many further processes as make it faster. */
  readonly withPool: <T>(work: (pool: InferencePool) => Promise<T>) => Promise<T>;
  readonly labels: WorkspaceLabels;
  readonly log: Logger & { readonly show: () => void };
}

export function createServices(): Services {
  const channel = vscode.window.createOutputChannel('SAM-UNet', { log: true });
  const log: Services['log'] = {
    debug: (message) => {
      channel.debug(message);
    },
    info: (message) => {
      channel.info(message);
    },
    warn: (message) => {
      channel.warn(message);
    },
    error: (message, error) => {
      channel.error(message, ...(error === undefined ? [] : [error instanceof Error ? error : messageOf(error)]));
    },
    show: () => {
      channel.show(true);
    },
  };
  const client = new InferenceClient(readInferenceSettings(), { logger: log });
  const ahead = new EncodeAhead(client);
  const labels = new WorkspaceLabels();
  const settings = onDidChangeInferenceSettings(() => {
    client.reconfigure(readInferenceSettings());
  });
  return {
    client,
    ahead,
    withPool: (work) => withPool(client, readInferenceSettings(), work),
    labels,
    log,
    dispose: () => {
      settings.dispose();
      labels.dispose();
      ahead.dispose();
      client.dispose();
      channel.dispose();
    },
  };
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
