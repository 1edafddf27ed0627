import * as vscode from 'vscode';

/** Whether the image of a page has the focus: keys without a modifier act only then. */
export class PageFocus {
  readonly #panel: vscode.WebviewPanel;
  readonly #changed: () => Promise<void>;
  #isFocused = false;
  #blurredAt = 0;

  /** @param changed called when the image has got or lost the focus; resolves when VS Code knows */
  constructor(panel: vscode.WebviewPanel, changed: () => Promise<void>) {
    this.#panel = panel;
    this.#changed = changed;
  }

  get isFocused(): boolean {
    return this.#isFocused;
  }

  /** When the image last lost the focus, by `Date.now()`. */
  get blurredAt(): number {
    return this.#blurredAt;
  }

  async set(isFocused: boolean): Promise<void> {
    if (this.#isFocused && !isFocused) this.#blurredAt = Date.now();
    this.#isFocused = isFocused;
    await this.#changed();
  }

  /** Takes the focus if the page is in front. */
  take(): void {
    if (this.#panel.active && vscode.window.state.focused) this.#panel.reveal();
  }
}
