import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UserError } from '../../core/base/error';
import type { Replay } from '../../core/replay/replay';
import { replayBody, titleOf } from '../../core/replay/report';
import { placeOf } from '../../core/image/slicePlace';
import { exists } from '../../node/files/exists';
import { InferenceClient } from '../../node/inference/inferenceClient';
import { withPool } from '../../node/inference/inferencePool';
import { defaultModelDir } from '../../node/process/productPaths';
import { replayModel, replayTaught, type ReplayHooks } from '../../node/replay/replay';
import { dataPath } from '../../node/storage';
import { readInferenceSettings } from '../config';
import { localize, localized } from '../l10n/localize';
import { showReport } from '../panels/reportPanel';
import { report } from '../services';
import { chooseFolder, type CommandContext } from './context';
import { decide, ofModel, ofTeaching, type Decision } from './replayDecision';
import { taughtItem } from './taughtLabels';

/** Asks the stored prompts of accepted masks again with another model, shows what became better and worse, and lets the user choose. */
export async function replay(context: CommandContext): Promise<void> {
  const folder = (await chooseFolder(localize`Select the folder with accepted masks`))?.uri.fsPath;
  const candidate = folder && (await chooseModel());
  if (folder === undefined || candidate === undefined) return;
  const settings = { ...readInferenceSettings(), modelDir: candidate };
  const found = await withProgress(context, async (hooks) => {
    const client = new InferenceClient(settings, { logger: context.log });
    try {
      return await context.withPool((inUse) =>
        withPool(client, settings, (other) => replayModel(folder, inUse, other, hooks)),
      );
    } finally {
      client.dispose();
    }
  });
  show(found, folder, context, ofModel(candidate));
}

/** Compares the last two teachings of a label on accepted masks that taught neither. */
export async function replayTaughtLabel(context: CommandContext, named?: unknown): Promise<void> {
  const item = await taughtItem(context, named, ({ hasFormer }) => hasFormer);
  if (item === undefined) return;
  const { folder, label } = item;
  const found = await withProgress(context, (hooks) =>
    context.withPool((pool) => replayTaught(folder, label, pool, hooks)),
  );
  show(found, folder, context, ofTeaching(item, context.taught));
}

function withProgress<T>({ log }: CommandContext, work: (hooks: ReplayHooks) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: localize`SAM-UNet: Replaying prompts`, cancellable: true },
    (progress, token) =>
      work({
        token,
        onProgress: (done, total) => {
          progress.report({ message: localize`${done} of ${total}`, increment: 100 / total });
        },
        onError: ({ message }: UserError) => {
          log.warn(message);
        },
      }),
  );
}

/** Shows the report and, without waiting for an answer, asks what becomes of the candidate. */
function show(found: Replay, folder: string, context: CommandContext, decision: Decision): void {
  const shown = {
    title: localized(titleOf(found)),
    body: replayBody(found, { say: localized, opens: true }),
    places: found.cases.map((each) => ({ file: path.join(folder, each.image), ...placeOf(each) })),
  };
  showReport('samUnet.replay', shown, { ...context, extensionUri: context.extension.extensionUri });
  void decide(found, decision).catch((error: unknown) => report(error, context));
}

/** Asks for a model folder other than the one in use: imported ones, the one that ships, or any. */
async function chooseModel(): Promise<string | undefined> {
  const imported = await readdir(dataPath('models')).catch(() => []);
  const known = [defaultModelDir, ...imported.sort().map((name) => dataPath('models', name))];
  const { modelDir } = readInferenceSettings();
  const items: (vscode.QuickPickItem & { readonly folder?: string })[] = [];
  for (const folder of known) {
    const isOther = path.resolve(folder) !== path.resolve(modelDir);
    if (isOther && (await exists(path.join(folder, 'card.json')))) items.push({ label: path.basename(folder), folder });
  }
  const other = { label: localize`Other Folder…`, detail: localize`A model folder, as Import Checkpoint makes it.` };
  const title = localize`Replay Prompts`;
  const placeHolder = localize`Select the model to compare with the one in use`;
  const chosen = await vscode.window.showQuickPick([...items, other], { title, placeHolder });
  if (chosen !== other) return chosen && 'folder' in chosen ? chosen.folder : undefined;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: localize`Select`,
    })) ?? [];
  return folder?.fsPath;
}
