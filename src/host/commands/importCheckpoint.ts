import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { isModelName, type ModelCard } from '../../core/model/card';
import { nameFor } from '../../core/model/convertedCard';
import type { ConvertRequest } from '../../core/protocol/convertApi';
import { exists } from '../../node/files/exists';
import { convertInProcess } from '../../node/model/convertProcess/convertInProcess';
import { dataPath } from '../../node/storage';
import { localized } from '../l10n/localize';
import type { CommandContext } from './context';

type Weights = ConvertRequest['weights'];

const choices: readonly (vscode.QuickPickItem & { readonly weights: Weights })[] = [
  { label: 'Copy', detail: 'Weights in 32 bits; the checkpoint is needed no more.', weights: 'fp32' },
  {
    label: 'Copy, half precision',
    detail: 'Half the space; masks stay the same but for single pixels.',
    weights: 'fp16',
  },
  {
    label: 'Use in place',
    detail: 'Takes no space: the model uses the checkpoint itself. The file must stay as it is, on this disk.',
    weights: 'in-place',
  },
];

/** Makes a model of a PyTorch checkpoint that the person chooses, and selects it. */
export async function importCheckpoint(context: CommandContext): Promise<void> {
  const checkpoint = await chooseCheckpoint();
  if (checkpoint === undefined) return;
  const name = await askName(checkpoint);
  if (name === undefined) return;
  const chosen = await vscode.window.showQuickPick(choices, { title: `Import ${path.basename(checkpoint)}` });
  if (chosen === undefined) return;
  // A hard link cannot lead to another disk, so what is used in place has its folder beside it.
  const out = chosen.weights === 'in-place' ? path.join(path.dirname(checkpoint), name) : modelPath(name);
  const card = await importWithProgress({ checkpoint, out, name, weights: chosen.weights });
  await vscode.workspace.getConfiguration('samUnet').update('modelPath', out, vscode.ConfigurationTarget.Global);
  void tell(context, card, out);
}

const modelPath = (name: string): string => dataPath('models', name);

async function chooseCheckpoint(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: 'PyTorch checkpoint of a SAM-UNet',
      filters: { 'PyTorch checkpoint': ['pth', 'pt', 'ckpt', 'bin'], 'All files': ['*'] },
      openLabel: 'Import',
    })) ?? [];
  return chosen?.fsPath;
}

function askName(checkpoint: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Name of the model',
    value: nameFor(path.basename(checkpoint)),
    validateInput: async (name) => {
      if (!isModelName(name)) return 'Use lower-case letters, digits, dots and dashes.';
      return (await exists(modelPath(name))) ? 'There is a model of this name.' : undefined;
    },
  });
}

/** Imports; where the weights do not tell how many attention heads there are, asks and tries again. */
async function importWithProgress(request: ConvertRequest): Promise<ModelCard> {
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `SAM-UNet: importing ${path.basename(request.checkpoint)}`,
        cancellable: true,
      },
      (progress, token) => {
        let told = 0;
        return convertInProcess(request, {
          token,
          onProgress: (fraction) => {
            progress.report({ increment: 100 * (fraction - told), message: `${Math.round(100 * fraction)} %` });
            told = fraction;
          },
        });
      },
    );
  } catch (error) {
    const asks = error instanceof UserError && error.code === 'bad-input' && request.heads === undefined;
    const heads = asks ? await askHeads(localized(error.details.problem)) : undefined;
    if (heads === undefined) throw error;
    return importWithProgress({ ...request, heads });
  }
}

async function askHeads(prompt: string): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: 'Attention heads',
    prompt,
    validateInput: (text) => (/^[1-9]\d*$/.test(text.trim()) ? undefined : 'Give a whole number.'),
  });
  return answer === undefined ? undefined : Number(answer);
}

async function tell({ log }: CommandContext, { name, architecture }: ModelCard, out: string): Promise<void> {
  log.info(`Imported ${name} into ${out}`);
  const use = 'Use the Shipped Model Again';
  const answer = await vscode.window.showInformationMessage(
    `SAM-UNet: the model “${name}” (${architecture.conv.kind}) is in use now.`,
    use,
  );
  if (answer !== use) return;
  await vscode.workspace.getConfiguration('samUnet').update('modelPath', undefined, vscode.ConfigurationTarget.Global);
}
