import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { FlattenedObject } from '../../core/document/flattening';
import { emptyState, type DocumentState } from '../../core/document/state';
import { colored } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import { contentOf, type MaskContent } from '../../core/sidecar/maskContent';
import { t, type Message } from '../../core/text/message';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { fileStamp } from '../../node/files/fileStamp';
import type { OpenedImage } from '../../node/image/openImage';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import type { MaskApi } from '../../node/masks/maskApi';
import { refuseBehind } from '../../node/masks/maskStore';
import { setMasksAside } from '../../node/masks/setMasksAside';
import { askAboutImage, askAboutMasks } from './conflictQuestions';
import type { OpenedDocument } from './openedDocument';
import type { Overlaps } from './overlaps';
import { readFile } from '../../node/files/readFile';

/** The document whose masks are saved. */
export interface SavedDocument {
  readonly uri: vscode.Uri;
  readonly isDirty: boolean;
  /** Labels of the image's workspace. */
  readonly knownLabels: LabelSet;
  /** Objects of which a label map shows only a part. */
  readonly flattened: readonly FlattenedObject[];
  /** The image and its masks, once they are open. */
  readonly opened: OpenedDocument | undefined;
  /** @throws UserError when the image or its masks cannot be read */
  open(): Promise<OpenedDocument>;
  /** Opens the image's file again, as it is now. */
  openAgain(): Promise<OpenedImage>;
  /** Shows image and masks as they are now on disk. */
  reopen(): Promise<void>;
}

/**
 * What has happened to an image or its masks outside of the editor. `changed`: other masks than those that were opened are on
 * disk, and there are unsaved edits. `missing` and `replaced` are said of the image.
 */
export type OutsideChange = 'none' | 'reloaded' | 'changed' | 'missing' | 'replaced';

/** Reads and writes the masks of one image, and knows what it has seen on disk. */
export class Saving {
  readonly #document: SavedDocument;
  readonly #overlaps: Overlaps;
  readonly #store: MaskApi;
  #version = '';
  #readOnly: Message | undefined;
  #stamp: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(document: SavedDocument, overlaps: Overlaps, store: MaskApi) {
    this.#document = document;
    this.#overlaps = overlaps;
    this.#store = store;
  }

  /** Stands for the masks on disk that the document was made of. */
  get version(): string {
    return this.#version;
  }

  /** Why the masks can be neither shown nor changed, in words; undefined where they can. */
  get readOnly(): Message | undefined {
    return this.#readOnly;
  }

  /** Reads what is on disk. @throws UserError as `loadMasks` */
  async load(image: OpenedImage): Promise<DocumentState> {
    this.#stamp = await fileStamp(image.path);
    const { content, version, readOnly } = await this.#store.loadMasks(imageOfMasks(image));
    this.#version = version;
    this.#readOnly = readOnly;
    return content ?? image.content ?? emptyState;
  }

  /**
   * Writes masks and sidecar beside the image. Where the disk holds others than those that were opened, a person decides.
   * @throws UserError as `saveMasks`, and `not-found` when the image is gone; CancellationError when nothing is to be saved
   */
  async save(): Promise<void> {
    await this.#inTurn(async () => {
      const { image } = await this.#document.open();
      await this.#confirmImage(image);
      try {
        await this.#write(this.#version);
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'conflict') throw error;
        await this.#settle(image);
      }
    });
  }

  /** Writes a copy of the image with the masks beside it; under the image's own name it only saves the masks. */
  async saveAs(path: string): Promise<void> {
    const { uri } = this.#document;
    if (path === uri.fsPath) {
      await this.save();
      return;
    }
    await this.#inTurn(async () => {
      const { image, model } = await this.#document.open();
      if (image.instances !== undefined) {
        throw new UserError('bad-input', {
          file: path,
          problem: t`A series consists of several files and cannot be saved as one.`,
          advice: t`Copy its folder instead.`,
        });
      }
      if ((await this.#store.maskState(path)) !== 'none') {
        throw new UserError('conflict', {
          file: path,
          problem: t`A file with this name already has masks.`,
          advice: t`Choose another name, or move those masks first.`,
        });
      }
      const layout = await this.#overlaps.layoutFor(uri, image, this.#document.flattened);
      await writeFileAtomically(path, await readFile(image.path));
      await this.#store.saveMasks({ ...imageOfMasks(image), path }, this.#contentOf(model.state), {
        ...{ writer: 'human', layout },
      });
    });
  }

  /** Forgets everything unsaved, at once, and takes over what is on disk. Edits made while that is read stay. */
  async revert(): Promise<void> {
    // Edits of the last session are known only once the image is open; one that does not open keeps them.
    const opened = this.#document.opened ?? (await this.#document.open().catch(() => undefined));
    opened?.model.revert();
    await this.check();
  }

  /** Saves over masks that something else has written since the image was opened. @throws as {@link save} */
  async overwrite(): Promise<void> {
    await this.#inTurn(async () => {
      const { image } = await this.#document.open();
      await this.#confirmImage(image);
      await this.#overwrite(image);
    });
  }

  /** Looks for changes from outside, and takes them over where no unsaved edit is in the way. @throws UserError as `loadMasks` */
  async check(): Promise<OutsideChange> {
    return this.#inTurn(async () => {
      const { opened } = this.#document;
      if (opened === undefined) return 'none';
      const { image, model } = opened;
      const found = await this.#imageState(image);
      if (found === 'missing') return 'missing';
      if (found === 'replaced') {
        if (model.isDirty) return 'replaced';
        await this.#document.reopen();
        return 'reloaded';
      }
      const { content, version } = await this.#store.loadMasks(imageOfMasks(image));
      if (version === this.#version) return 'none';
      // An edit may have been made while the masks were read.
      if (model.isDirty) return 'changed';
      this.#version = version;
      model.reload(content ?? image.content ?? emptyState);
      return 'reloaded';
    });
  }

  async #write(expected: string): Promise<void> {
    const { image, model } = await this.#document.open();
    const layout = await this.#overlaps.layoutFor(this.#document.uri, image, this.#document.flattened);
    const pending = model.beginSave();
    try {
      const content = this.#contentOf(pending.state);
      const stored = await this.#store.saveMasks(imageOfMasks(image), content, {
        ...{ writer: 'human', expected, layout },
      });
      this.#version = stored.version;
      // The sidecar is written; saving once more writes the mask file that is in use.
      refuseBehind(stored);
      pending.succeeded();
    } catch (error) {
      pending.failed();
      throw error;
    }
  }

  /** Lets a person decide between the masks on disk and those in the editor. @throws CancellationError when none is chosen */
  async #settle(image: OpenedImage): Promise<void> {
    const state = await this.#store.maskState(image.path);
    const answer = await askAboutMasks(this.#document.uri, state === 'foreign');
    if (answer === 'overwrite') {
      await this.#overwrite(image);
      return;
    }
    if (answer !== 'revert') throw new vscode.CancellationError();
    const { model } = await this.#document.open();
    model.revert();
    const saved = await this.load(image);
    if (!model.isDirty) model.reload(saved);
  }

  /** Masks of another program are kept under another name. */
  async #overwrite(image: OpenedImage): Promise<void> {
    if ((await this.#store.maskState(image.path)) === 'foreign') await setMasksAside(image.path);
    await this.#write((await this.#store.inspectMasks(image.path)).version);
  }

  /** @throws UserError `not-found` when the image is gone; CancellationError when it is another one, not to be saved for */
  async #confirmImage(image: OpenedImage): Promise<void> {
    const state = await this.#imageState(image);
    if (state === 'same') return;
    if (state === 'missing') {
      throw new UserError('not-found', {
        file: image.path,
        problem: t`The image was deleted or moved, so its masks cannot be saved.`,
        advice: t`Put the image back, or save it under another name with “Save As”.`,
      });
    }
    const again = await this.#document.openAgain();
    again.dispose();
    const isSameSize = (['width', 'height', 'slices'] as const).every((key) => again.info[key] === image.info[key]);
    if (!isSameSize) {
      throw new UserError('conflict', {
        file: image.path,
        problem: t`The image was replaced by one of another size, which the masks do not fit.`,
        advice: t`Revert the file to see it, or put the image back that the masks were made for.`,
      });
    }
    if (!(await askAboutImage(this.#document.uri))) throw new vscode.CancellationError();
    this.#stamp = await fileStamp(image.path);
  }

  /** Whether the file of the image still is the one that was opened. One that was merely written again is. */
  async #imageState(image: OpenedImage): Promise<'same' | 'missing' | 'replaced'> {
    const stamp = await fileStamp(image.path);
    if (stamp === undefined) return 'missing';
    if (stamp === this.#stamp) return 'same';
    const again = await this.#document.openAgain().catch(() => undefined);
    again?.dispose();
    if (again?.contentHash !== image.contentHash) return 'replaced';
    this.#stamp = stamp;
    return 'same';
  }

  /** What is written, in the colours that the workspace gives its labels. */
  #contentOf(state: DocumentState): MaskContent {
    return { ...contentOf(state), labels: colored(state.labels, this.#document.knownLabels) };
  }

  /** Runs after what has been asked for before, so that no save or reading overtakes another. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
