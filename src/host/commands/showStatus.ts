import * as vscode from 'vscode';
import type { DeviceSetting } from '../../core/protocol/inferenceApi';
import { deviceName, milliseconds, recallText, trainedWith } from '../statusBar';
import { report } from '../services';
import type { CommandContext } from './context';

type Item = vscode.QuickPickItem & { readonly run?: () => unknown };

/** Says what runs and what was tried, and offers to change it. */
export async function showStatus(context: CommandContext): Promise<void> {
  const { client, log } = context;
  const { status } = client;
  const items: Item[] = [
    ...describe(context),
    ...status.attempts.map(({ device, reason }) => ({
      label: `$(circle-slash) ${deviceName(device)} is not used`,
      detail: reason,
    })),
    { label: 'Actions', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(chip) Choose Device…', run: () => chooseDevice() },
    { label: '$(pulse) Run Doctor', run: () => vscode.commands.executeCommand('samUnet.doctor') },
    { label: '$(debug-restart) Restart Model', run: () => restart(context) },
    { label: '$(output) Show Log', run: log.show },
  ];
  const chosen = await vscode.window.showQuickPick<Item>(items, { title: 'SAM-UNet: Status', matchOnDetail: true });
  await chosen?.run?.();
}

function describe({ client }: CommandContext): Item[] {
  const { status } = client;
  switch (status.state) {
    case 'stopped':
      return [{ label: '$(circle-outline) Not started', detail: 'The model is loaded when an image needs it.' }];
    case 'starting':
      return [{ label: '$(loading~spin) Starting' }];
    case 'failed':
      return [{ label: '$(error) No model', detail: status.reason }];
    case 'encoding':
    case 'ready': {
      const { model, lastMs } = status;
      const recalled = status.state === 'ready' ? recallText(status.lastSource) : undefined;
      const { encodeMs } = model;
      const compared =
        encodeMs === undefined
          ? ''
          : ` · an image takes ${milliseconds(encodeMs.device)}, on the CPU ${milliseconds(encodeMs.cpu)}`;
      const last = lastMs === undefined ? '' : ` · last request ${milliseconds(lastMs)}`;
      return [
        {
          label: `$(circle-filled) ${deviceName(model.device)}`,
          description: `loaded in ${milliseconds(model.ms)}${compared}${last}`,
          detail: `Model ${model.name}, weights ${model.sha256.slice(0, 12)}…${recalled === undefined ? '' : ` · ${recalled}`}`,
        },
        {
          label: `$(symbol-misc) Trained with ${trainedWith(model)}`,
          ...(model.prompts.point ? {} : { detail: 'A click is answered with candidates: C shows the next one.' }),
        },
      ];
    }
  }
}

/** Ends the inference process and starts it anew. */
export async function restart(context: CommandContext): Promise<void> {
  context.client.restart();
  await context.client.start().catch((error: unknown) => report(error, context));
}

const devices: readonly DeviceSetting[] = ['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml'];

async function chooseDevice(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('samUnet');
  const items = devices.map((device) => ({
    label: device === 'auto' ? 'Automatic' : deviceName(device),
    description: device === settings.get('device') ? 'current' : '',
    device,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Device that runs the model' });
  if (chosen !== undefined) await settings.update('device', chosen.device, vscode.ConfigurationTarget.Global);
}
