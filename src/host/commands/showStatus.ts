import * as vscode from 'vscode';
import type { DeviceSetting } from '../../core/protocol/inferenceApi';
import { joined, t } from '../../core/text/message';
import { localize, localized } from '../l10n/localize';
import { deviceName, durationText, recallText, trainedWith } from '../statusBar';
import { report } from '../services';
import type { CommandContext } from './context';

type Item = vscode.QuickPickItem & { readonly run?: () => unknown };

/** Shows what runs and what was tried, and offers to change it. */
export async function showStatus(context: CommandContext): Promise<void> {
  const { client, log } = context;
  const { status } = client;
  const items: Item[] = [
    ...describe(context),
    ...status.attempts.map(({ device, reason }) => ({
      label: `$(circle-slash) ${localize`${deviceName(device)} is not used`}`,
      detail: localized(reason),
    })),
    { label: localize`Actions`, kind: vscode.QuickPickItemKind.Separator },
    { label: `$(chip) ${localize`Select Device…`}`, run: () => chooseDevice() },
    { label: `$(pulse) ${localize`Run Doctor`}`, run: () => vscode.commands.executeCommand('samUnet.doctor') },
    { label: `$(debug-restart) ${localize`Restart Model`}`, run: () => restart(context) },
    { label: `$(output) ${localize`Show Log`}`, run: log.show },
  ];
  const chosen = await vscode.window.showQuickPick<Item>(items, {
    title: localize`SAM-UNet Status`,
    matchOnDetail: true,
  });
  await chosen?.run?.();
}

function describe({ client }: CommandContext): Item[] {
  const { status } = client;
  switch (status.state) {
    case 'stopped':
      return [
        {
          label: `$(circle-outline) ${localize`Not started`}`,
          detail: localize`The model is loaded when an image needs it.`,
        },
      ];
    case 'starting':
      return [{ label: `$(loading~spin) ${localize`Starting`}` }];
    case 'failed':
      return [{ label: `$(error) ${localize`No model`}`, detail: localized(status.reason) }];
    case 'encoding':
    case 'ready': {
      const { model, lastMs } = status;
      const recalled = status.state === 'ready' ? recallText(status.lastSource) : undefined;
      const { encodeMs } = model;
      const times = [
        t`loaded in ${durationText(model.ms)}`,
        ...(encodeMs === undefined
          ? []
          : [t`${durationText(encodeMs.device)} per image, ${durationText(encodeMs.cpu)} on the CPU`]),
        ...(lastMs === undefined ? [] : [t`last request ${durationText(lastMs)}`]),
      ];
      const loaded = t`Model ${model.name}, weights ${model.sha256.slice(0, 12)}…`;
      return [
        {
          label: `$(circle-filled) ${deviceName(model.device)}`,
          description: localized(joined(times, ' · ')),
          detail: localized(joined([loaded, ...(recalled === undefined ? [] : [recalled])], ' · ')),
        },
        {
          label: `$(symbol-misc) ${localize`Trained with ${trainedWith(model)}`}`,
          ...(model.prompts.point ? {} : { detail: localize`A click gives several candidates. C shows the next one.` }),
        },
      ];
    }
  }
}

/** Restarts the inference process. */
export async function restart(context: CommandContext): Promise<void> {
  context.client.restart();
  await context.client.start().catch((error: unknown) => report(error, context));
}

const devices: readonly DeviceSetting[] = ['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml'];

async function chooseDevice(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('samUnet');
  const items = devices.map((device) => ({
    label: device === 'auto' ? localize`Automatic` : deviceName(device),
    description: device === settings.get('device') ? localize`current` : '',
    device,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: localize`Select the Device That Runs the Model` });
  if (chosen !== undefined) await settings.update('device', chosen.device, vscode.ConfigurationTarget.Global);
}
