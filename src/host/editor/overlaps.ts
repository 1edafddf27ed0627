import path from 'node:path';
import * as vscode from 'vscode';
import { flattenedText, type FlattenedObject } from '../../core/document/flattening';
import type { SavedLayout } from '../../core/layouts/layout';
import { localize, localized } from '../l10n/localize';
import { chooseForWorkspace, flattensOverlaps, readLayout } from '../config';

type Choice = 'objects' | 'flatten';
type ChoiceItem = vscode.QuickPickItem & { readonly choice: Choice; readonly isForAll: boolean };

const key = 'overlaps';

/**
 * In which layout images with overlapping objects are saved. A label map loses what is covered, so a person is asked once, and
 * the answer remembered: for an image here, for the workspace in its settings.
 */
export class Overlaps {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** The layout that an image is saved in, as far as it is decided. */
  layoutOf(image: vscode.Uri): SavedLayout {
    return this.#chosen(image) === 'objects' ? 'objects' : readLayout(image);
  }

  /**
   * The layout that an image is to be saved in.
   * @param flattened objects that a label map would show a part of
   * @throws CancellationError when the person does not choose
   */
  async layoutFor(image: vscode.Uri, flattened: readonly FlattenedObject[]): Promise<SavedLayout> {
    const layout = this.layoutOf(image);
    const isDecided = layout === 'objects' || this.#chosen(image) === 'flatten' || flattensOverlaps(image);
    if (flattened.length === 0 || isDecided) return layout;
    const chosen = await ask(image, flattened);
    if (chosen === undefined) throw new vscode.CancellationError();
    if (chosen.isForAll) await chooseForWorkspace(chosen.choice, image);
    else await this.#memory.update(key, { ...this.#memory.get(key, {}), [image.fsPath]: chosen.choice });
    return chosen.choice === 'objects' ? 'objects' : 'beside';
  }

  #chosen(image: vscode.Uri): Choice | undefined {
    return this.#memory.get<Readonly<Record<string, Choice>>>(key, {})[image.fsPath];
  }
}

async function ask(image: vscode.Uri, flattened: readonly FlattenedObject[]): Promise<ChoiceItem | undefined> {
  const shown = flattened.slice(0, 3).map((each) => localized(flattenedText(each)));
  const losses = [...shown, ...(flattened.length > 3 ? [localize`${flattened.length - 3} more`] : [])].join('; ');
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(image) !== undefined;
  const items = (['objects', 'flatten'] as const).flatMap((choice): ChoiceItem[] =>
    [false, ...(isInWorkspace ? [true] : [])].map((isForAll) => ({
      label:
        choice === 'objects'
          ? `$(files) ${localize`One file for each object`}`
          : `$(file-media) ${localize`One label map`}`,
      description: isForAll ? localize`for this workspace` : localize`for this image`,
      detail: choice === 'objects' ? localize`Every object is kept whole.` : losses,
      choice,
      isForAll,
    })),
  );
  return vscode.window.showQuickPick(items, {
    title: localize`Objects in ${path.basename(image.fsPath)} overlap`,
    placeHolder: localize`A label map has one label for each pixel: later objects cover earlier ones.`,
    ignoreFocusOut: true,
  });
}
