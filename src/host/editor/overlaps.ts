import path from 'node:path';
import * as vscode from 'vscode';
import { flattenedText, type FlattenedObject } from '../../core/document/flattening';
import { layoutFor, type SavedLayout } from '../../core/layouts/savedLayout';
import type { OpenedImage } from '../../node/image/openImage';
import { localize, localized } from '../l10n/localize';
import { chooseForWorkspace, flattensOverlaps, readLayout } from '../config';

type Choice = 'objects' | 'segmentation' | 'flatten';
type ChoiceItem = vscode.QuickPickItem & { readonly choice: Choice; readonly isForAll: boolean };

const key = 'overlaps';
const layouts: Readonly<Record<Choice, SavedLayout>> = {
  objects: 'objects',
  segmentation: 'dicom-seg',
  flatten: 'beside',
};

/**
 * In which layout images with overlapping objects are saved. A label map loses what is covered, so a person is asked once, and
 * the answer remembered: for an image here, for the workspace in its settings.
 */
export class Overlaps {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /**
   * The layout that an image is saved in, as far as it is decided.
   * @param opened the image; undefined while it is not open
   */
  layoutOf(image: vscode.Uri, opened: Pick<OpenedImage, 'sources'> = {}): SavedLayout {
    const chosen = this.#chosen(image);
    return layoutFor(opened, chosen === undefined ? readLayout(image) : layouts[chosen]);
  }

  /**
   * The layout that an image is to be saved in.
   * @param flattened objects that a label map would show a part of
   * @throws CancellationError when the person does not choose
   */
  async layoutFor(
    image: vscode.Uri,
    opened: Pick<OpenedImage, 'sources'>,
    flattened: readonly FlattenedObject[],
  ): Promise<SavedLayout> {
    const layout = this.layoutOf(image, opened);
    const isDecided = layout !== 'beside' || this.#chosen(image) === 'flatten' || flattensOverlaps(image);
    if (flattened.length === 0 || isDecided) return layout;
    const chosen = await ask(image, opened, flattened);
    if (chosen === undefined) throw new vscode.CancellationError();
    await this.#decide(image, chosen);
    return layouts[chosen.choice];
  }

  /**
   * Asks again how an image is saved.
   * @param flattened as for {@link layoutFor}
   * @returns whether something was chosen
   */
  async chooseAgain(
    image: vscode.Uri,
    opened: Pick<OpenedImage, 'sources'>,
    flattened: readonly FlattenedObject[],
  ): Promise<boolean> {
    const chosen = await ask(image, opened, flattened);
    if (chosen !== undefined) await this.#decide(image, chosen);
    return chosen !== undefined;
  }

  async #decide(image: vscode.Uri, { choice, isForAll }: ChoiceItem): Promise<void> {
    const { [image.fsPath]: _, ...others } = this.#memory.get<Readonly<Record<string, Choice>>>(key, {});
    if (isForAll) await chooseForWorkspace(layouts[choice], image);
    await this.#memory.update(key, isForAll ? others : { ...others, [image.fsPath]: choice });
  }

  #chosen(image: vscode.Uri): Choice | undefined {
    return this.#memory.get<Readonly<Record<string, Choice>>>(key, {})[image.fsPath];
  }
}

/** The ways to save that an image has, the ones that keep all objects first. */
function choicesFor(opened: Pick<OpenedImage, 'sources'>): readonly Choice[] {
  return (['objects', 'segmentation', 'flatten'] as const).filter(
    (choice) => layoutFor(opened, layouts[choice]) === layouts[choice],
  );
}

function labelOf(choice: Choice): string {
  switch (choice) {
    case 'objects':
      return `$(files) ${localize`One file for each object`}`;
    case 'segmentation':
      return `$(file-binary) ${localize`One DICOM Segmentation`}`;
    case 'flatten':
      return `$(file-media) ${localize`One label map`}`;
  }
}

async function ask(
  image: vscode.Uri,
  opened: Pick<OpenedImage, 'sources'>,
  flattened: readonly FlattenedObject[],
): Promise<ChoiceItem | undefined> {
  // A row has room for one.
  const [worst, ...others] = flattened.toSorted((a, b) => b.covered - a.covered);
  const losses = [
    ...(worst === undefined ? [] : [localized(flattenedText(worst))]),
    ...(others.length === 0 ? [] : [localize`${others.length} more`]),
  ].join('; ');
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(image) !== undefined;
  const items = choicesFor(opened).flatMap((choice): ChoiceItem[] =>
    [false, ...(isInWorkspace ? [true] : [])].map((isForAll) => ({
      label: labelOf(choice),
      description: isForAll ? localize`for this workspace` : localize`for this image`,
      detail: choice === 'flatten' ? losses : localize`Every object is kept whole.`,
      choice,
      isForAll,
    })),
  );
  return vscode.window.showQuickPick(items, {
    title:
      flattened.length > 0
        ? localize`Objects in ${path.basename(image.fsPath)} overlap`
        : localize`Objects in ${path.basename(image.fsPath)} do not overlap`,
    prompt: localize`A label map has one label for each pixel: later objects cover earlier ones.`,
    ignoreFocusOut: true,
  });
}
