import * as vscode from 'vscode';
import type { Device, EmbeddingSource, LoadedModel } from '../core/protocol/inferenceApi';
import type { InferenceClient } from '../node/inference/inferenceClient';
import type { InferenceStatus } from '../node/inference/inferenceStatus';

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

/** Says in the status bar what really runs; a click shows more. */
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
      return '$(loading~spin) SAM-UNet · starting…';
    case 'failed':
      return isViewerOnly(status) ? '$(eye) SAM-UNet · viewer only' : '$(error) SAM-UNet · no model';
    case 'encoding':
      return `$(loading~spin) SAM-UNet · ${deviceName(status.model.device)} · encoding…`;
    case 'ready':
      return `$(circle-filled) SAM-UNet · ${deviceName(status.model.device)} · ${speed(status)}`;
  }
}

function speed({ model, lastMs }: InferenceStatus & { state: 'ready' }): string {
  return lastMs === undefined ? `ready ${(model.ms / 1000).toFixed(1)} s` : milliseconds(lastMs);
}

/** Says when the last image needed no new look; undefined when it did. */
export function recallText(source: EmbeddingSource | undefined): string | undefined {
  switch (source) {
    case 'memory':
      return 'The image was ready in memory';
    case 'disk':
      return 'The image was ready on disk';
    default:
      return undefined;
  }
}

/** The kinds of prompt that a model was trained with, such as `boxes, clicks and masks`. */
export function trainedWith({ prompts }: LoadedModel): string {
  const kinds = [
    ...(prompts.box ? ['boxes'] : []),
    ...(prompts.point ? ['clicks'] : []),
    ...(prompts.mask ? ['masks'] : []),
  ];
  const last = kinds.pop() ?? 'nothing known';
  return kinds.length === 0 ? `${last} alone` : `${kinds.join(', ')} and ${last}`;
}

export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function tooltip(status: InferenceStatus): string {
  switch (status.state) {
    case 'stopped':
      return 'The model is loaded when an image needs it.';
    case 'starting':
      return 'The model is being loaded.';
    case 'failed':
      return status.reason;
    case 'encoding':
    case 'ready': {
      const recalled = status.state === 'ready' ? recallText(status.lastSource) : undefined;
      return [
        `Model ${status.model.name} on ${deviceName(status.model.device)}, trained with ${trainedWith(status.model)}.`,
        ...(recalled === undefined ? [] : [`${recalled}.`]),
        'Click for details.',
      ].join(' ');
    }
  }
}
