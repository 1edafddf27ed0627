import * as vscode from 'vscode';
import type { Device, EmbeddingSource, LoadedModel } from '../core/protocol/inferenceApi';
import { listed, t, type Message } from '../core/text/message';
import type { InferenceClient } from '../node/inference/inferenceClient';
import type { InferenceStatus } from '../node/inference/inferenceStatus';
import { localize, localized } from './l10n/localize';

const deviceNames: Readonly<Record<Device, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
};

export function deviceName(device: Device): string {
  return deviceNames[device];
}

/** Shows in the status bar what runs; a click shows more. */
export function createStatusBar(client: InferenceClient): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('samUnet.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'SAM-UNet';
  item.command = 'samUnet.showStatus';
  const show = (status: InferenceStatus): void => {
    item.text = statusText(status);
    item.tooltip = tooltip(status);
    item.backgroundColor =
      status.state === 'failed' && !isViewerOnly(status)
        ? new vscode.ThemeColor('statusBarItem.errorBackground')
        : undefined;
  };
  show(client.status);
  item.show();
  return vscode.Disposable.from(item, client.onDidChangeStatus(show));
}

/** Whether this machine cannot run any model, which is no fault. */
function isViewerOnly(status: InferenceStatus): boolean {
  return status.state === 'failed' && status.code === 'unsupported-platform';
}

function statusText(status: InferenceStatus): string {
  switch (status.state) {
    case 'stopped':
      return '$(circle-outline) SAM-UNet';
    case 'starting':
      return `$(loading~spin) SAM-UNet · ${localize`starting…`}`;
    case 'failed':
      return isViewerOnly(status)
        ? `$(eye) SAM-UNet · ${localize`viewer only`}`
        : `$(error) SAM-UNet · ${localize`no model`}`;
    case 'encoding':
      return `$(loading~spin) SAM-UNet · ${deviceName(status.model.device)} · ${localize`encoding…`}`;
    case 'ready':
      return `$(circle-filled) SAM-UNet · ${deviceName(status.model.device)} · ${speed(status)}`;
  }
}

function speed({ model, lastMs }: InferenceStatus & { state: 'ready' }): string {
  return lastMs === undefined ? localize`ready ${(model.ms / 1000).toFixed(1)} s` : localized(durationText(lastMs));
}

/** Where the embedding of the last image came from; undefined when it was computed. */
export function recallText(source: EmbeddingSource | undefined): Message | undefined {
  switch (source) {
    case 'memory':
      return t`embedding from memory`;
    case 'disk':
      return t`embedding from disk`;
    default:
      return undefined;
  }
}

/** The kinds of prompt that a model was trained with, such as `boxes, points, masks`. */
export function trainedWith({ prompts }: LoadedModel): Message {
  const kinds = [
    ...(prompts.box ? [t`boxes`] : []),
    ...(prompts.point ? [t`points`] : []),
    ...(prompts.mask ? [t`masks`] : []),
  ];
  return kinds.length === 0 ? t`unknown prompts` : listed(kinds);
}

/** @param ms milliseconds */
export function durationText(ms: number): Message {
  return ms < 1000 ? t`${Math.round(ms)} ms` : t`${(ms / 1000).toFixed(1)} s`;
}

function tooltip(status: InferenceStatus): string {
  switch (status.state) {
    case 'stopped':
      return localize`The model is loaded when an image needs it.`;
    case 'starting':
      return localize`The model is being loaded.`;
    case 'failed':
      return localized(status.reason);
    case 'encoding':
    case 'ready': {
      const recalled = status.state === 'ready' ? recallText(status.lastSource) : undefined;
      const { model } = status;
      return [
        localize`Model ${model.name} on ${deviceName(model.device)}, trained with ${trainedWith(model)}`,
        ...(recalled === undefined ? [] : [localize`Last image: ${recalled}`]),
        localize`Click for details.`,
      ].join('\n');
    }
  }
}
