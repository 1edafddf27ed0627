import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { emptyState, type DocumentState } from '../../core/document/state';
import { colored } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { MaskContent } from '../../core/sidecar/maskContent';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import type { OpenedImage } from '../../node/image/openImage';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import { maskThread } from '../../node/masks/maskThread';
import { readLayout } from '../config';
import type { OpenedDocument } from './openedDocument';

/** The document whose masks are saved. */
export interface SavedDocument {
  readonly uri: vscode.Uri;
  /** Labels of the image's workspace. */
  readonly knownLabels: LabelSet;
  /** @throws UserError when the image or its masks cannot be read */
  open(): Promise<OpenedDocument>;
}

/** Reads and writes the masks of one image, and knows what it has seen on disk. */
export class Saving {
  readonly #document: SavedDocument;
  #version = '';
  #last: Promise<unknown> = Promise.resolve();

  constructor(document: SavedDocument) {
    this.#document = document;
  }

  /** Reads what is on disk. @throws UserError as `loadMasks` */
  async load(image: OpenedImage): Promise<DocumentState> {
    const { content, version } = await maskThread.loadMasks(imageOfMasks(image));
    this.#version = version;
    return content ?? image.content ?? emptyState;
  }

  /** Writes masks and sidecar beside the image. @throws UserError as `saveMasks` */
  async save(): Promise<void> {
    await this.#inTurn(async () => {
      const { image, model } = await this.#document.open();
      const pending = model.beginSave();
      try {
        const content = this.#contentOf(pending.state);
        const stored = await maskThread.saveMasks(imageOfMasks(image), content, {
          ...{ writer: 'human', expected: this.#version, layout: readLayout(this.#document.uri) },
        });
        this.#version = stored.version;
        pending.succeeded();
      } catch (error) {
        pending.failed();
        throw error;
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
          problem: 'A series consists of many files and cannot be saved as one.',
          advice: 'Copy its folder instead.',
        });
      }
      if ((await maskThread.maskState(path)) !== 'none') {
        throw new UserError('conflict', {
          file: path,
          problem: 'There are masks beside the file of this name, and they stay as they are.',
          advice: 'Choose another name, or move those masks away first.',
        });
      }
      await writeFileAtomically(path, await readFile(image.path));
      await maskThread.saveMasks({ ...imageOfMasks(image), path }, this.#contentOf(model.state), {
        ...{ writer: 'human', layout: readLayout(uri) },
      });
    });
  }

  /** Takes over what is on disk and forgets everything unsaved. */
  async revert(): Promise<void> {
    await this.#inTurn(async () => {
      const { image, model } = await this.#document.open();
      model.reset(await this.load(image));
    });
  }

  /** What is written, in the colours that the workspace gives its labels. */
  #contentOf({ labels, objects, window }: DocumentState): MaskContent {
    return {
      labels: colored(labels, this.#document.knownLabels),
      objects,
      ...(window === undefined ? {} : { window }),
    };
  }

  /** Runs after the saves that have been asked for, so that none overtakes another. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    await done;
  }
}
