import * as vscode from 'vscode';
import { objectColor } from '../../core/labels/objectColor';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import type { MaskDisplay } from '../../core/view/maskDisplay';
import { onDidChangeMasks, readMaskColoring, readMaskDisplay } from '../config';

/** How the masks of an image are shown: by the settings, and which of them are hidden. Nothing of it is saved. */
export class MaskLook implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #hidden = new Set<string>();
  readonly #settings: vscode.Disposable;
  #display = readMaskDisplay();
  #coloring = readMaskColoring();

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#settings = onDidChangeMasks(() => {
      this.#display = readMaskDisplay();
      this.#coloring = readMaskColoring();
      this.#changed.fire();
    });
  }

  get display(): MaskDisplay {
    return this.#display;
  }

  /** The colour of an object. @param labelColor that of its label */
  colorOf(object: Pick<SidecarObject, 'id' | 'status'>, labelColor: string): string {
    return objectColor(object, this.#coloring, labelColor);
  }

  /** Ids of the objects that are hidden. */
  get hidden(): ReadonlySet<string> {
    return this.#hidden;
  }

  /** Hides objects; if the first of them is hidden, shows them again. */
  toggle(ids: readonly string[]): void {
    const [first] = ids;
    const shows = first !== undefined && this.#hidden.has(first);
    for (const id of ids) {
      if (shows) this.#hidden.delete(id);
      else this.#hidden.add(id);
    }
    this.#changed.fire();
  }

  dispose(): void {
    this.#settings.dispose();
    this.#changed.dispose();
  }
}
