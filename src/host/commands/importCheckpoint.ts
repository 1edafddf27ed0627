import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { isModelName, type ModelCard } from '../../core/model/card';
import { nameFor } from '../../core/model/convertedCard';
import type { ConvertRequest } from '../../core/protocol/convertApi';
import { t, type Message } from '../../core/text/message';
import { exists } from '../../node/files/exists';
import { convertInProcess } from '../../node/model/convertProcess/convertInProcess';
import { dataPath } from '../../node/storage';
import { localize, localized, localizedItem } from '../l10n/localize';
import type { CommandContext } from './context';

type Weights = ConvertRequest['weights'];

const choices: readonly { readonly label: Message; readonly detail: Message; readonly weights: Weights }[] = [
  { label: t`Copy`, detail: t`32-bit weights. The checkpoint is no longer needed.`, weights: 'fp32' },
  {
    label: t`Copy with Half Precision`,
    detail: t`Half the disk space. Masks differ in single pixels at most.`,
    weights: 'fp16',
  },
  {
    label: t`Use in Place`,
    detail: t`Uses no disk space: the model reads the checkpoint itself, which must stay unchanged on this disk.`,
    weights: 'in-place',
  },
];

/** Makes a model of a PyTorch checkpoint that the person chooses, and selects it. */
export async function importCheckpoint(context: CommandContext): Promise<void> {
  const checkpoint = await chooseCheckpoint();
  if (checkpoint === undefined) return;
  const name = await askName(checkpoint);
  if (name === undefined) return;
  const chosen = await vscode.window.showQuickPick(choices.map(localizedItem), {
    title: localize`Import ${path.basename(checkpoint)}`,
  });
  if (chosen === undefined) return;
  // A hard link cannot lead to another disk, so what is used in place has its folder beside it.
  const out = chosen.weights === 'in-place' ? path.join(path.dirname(checkpoint), name) : modelPath(name);
  const card = await importWithProgress({ checkpoint, out, name, weights: chosen.weights });
  await vscode.workspace.getConfiguration('samUnet').update('modelPath', out, vscode.ConfigurationTarget.Global);
  void showImported(context, card, out);
}

const modelPath = (name: string): string => dataPath('models', name);

async function chooseCheckpoint(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: localize`Select a PyTorch Checkpoint of a SAM-UNet`,
      filters: { [localize`PyTorch checkpoint`]: ['pth', 'pt', 'ckpt', 'bin'], [localize`All files`]: ['*'] },
      openLabel: localize`Import`,
    })) ?? [];
  return chosen?.fsPath;
}

function askName(checkpoint: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: localize`Name of the Model`,
    value: nameFor(path.basename(checkpoint)),
    validateInput: async (name) => {
      if (!isModelName(name)) return localize`Use lowercase letters, digits, periods and hyphens.`;
      return (await exists(modelPath(name))) ? localize`A model with this name already exists.` : undefined;
    },
  });
}

/** Imports. Where the weights do not determine the number of attention heads, asks and tries again. */
async function importWithProgress(request: ConvertRequest): Promise<ModelCard> {
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: localize`SAM-UNet: Importing ${path.basename(request.checkpoint)}`,
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
    title: localize`Number of Attention Heads`,
    prompt,
    validateInput: (text) => (/^[1-9]\d*$/.test(text.trim()) ? undefined : localize`Enter a whole number.`),
  });
  return answer === undefined ? undefined : Number(answer);
}

async function showImported({ log }: CommandContext, { name, architecture }: ModelCard, out: string): Promise<void> {
  log.info(`Imported ${name} into ${out}`);
  const use = localize`Use Shipped Model`;
  const answer = await vscode.window.showInformationMessage(
    localize`SAM-UNet: The model “${name}” (${architecture.conv.kind}) is now in use.`,
    use,
  );
  if (answer !== use) return;
  await vscode.workspace.getConfiguration('samUnet').update('modelPath', undefined, vscode.ConfigurationTarget.Global);
}
