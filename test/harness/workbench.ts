import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { workbenchUrl } from '../../scripts/setup/codeServer.mjs';
import { installedExtension } from '../../scripts/setup/installed.mjs';
import { bareKeys } from './bareKeys';
import { launchBrowser } from './browser';
import { artifacts } from './paths';
import { startServer } from './server';
import { openSharedPage, sharedServer } from './sharedVscode';

interface SharedWindowOptions {
  /** Folder to open. */
  readonly folder: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language of extensions, such as `zh-cn`; English when left out. VS Code's own texts stay English. */
  readonly language?: string | undefined;
}

interface WorkbenchOptions extends SharedWindowOptions {
  /** Opens folders that nobody has trusted in Restricted Mode. */
  readonly workspaceTrust?: boolean;
  /** Folder of the extension to run; the installed package's when left out. */
  readonly extension?: string;
}

const selectors = {
  ready: '.monaco-workbench',
  /** Our view container: once it is there, the extension's contributions have been processed. */
  contribution: '.activitybar [aria-label^="SAM-UNet"]',
  paletteInput: '.quick-input-widget input',
  paletteRow: '.quick-input-list .monaco-list-row',
  webview: 'iframe.webview.ready',
  /** A text editor, or the message that there is none for a binary file. */
  otherEditor: '.editor-instance .monaco-editor, .editor-instance .monaco-editor-pane-placeholder',
  notification: '.notifications-toasts .notification-list-item-message',
  anyNotification: '.notification-list-item-message',
  unseenNotifications: '.statusbar-item .codicon-bell-dot',
};

/** Sets the display language, which VS Code would take from a language pack. Runs in the page, before VS Code. */
function setLanguage(language: string): void {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => language, set: () => undefined });
}

/**
 * Ends what turns and moves without end while something loads: each frame of it is drawn without a graphics processor. Runs in
 * the page, before VS Code; the page of an image is left as it is.
 */
function endAnimations(): void {
  if (globalThis.top !== globalThis.self) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { animation: none !important; }');
  document.adoptedStyleSheets.push(sheet);
}

/** What serves a window. */
interface WindowServer {
  readonly port: number;
  /** File with its output. */
  readonly log: string;
  readonly stop: () => Promise<void>;
  /** Left out where other windows need the server. */
  readonly crash?: () => Promise<WindowServer>;
}

/** A real VS Code in a headless browser, with the packaged extension installed, driven from outside. */
export class Workbench {
  private constructor(
    private server: WindowServer,
    readonly page: Page,
    private readonly folder: string,
    private readonly closePage: () => Promise<void>,
  ) {}

  /** Opens a window of a server and a browser of its own. */
  static async open({ folder, extension, language, ...options }: WorkbenchOptions): Promise<Workbench> {
    const server = await startServer({ extensions: [extension ?? (await installedExtension())], ...options });
    try {
      const browser = await launchBrowser();
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const workbench = new Workbench(server, page, folder, () => browser.close());
      await workbench.start(language);
      return workbench;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Opens a window of the VS Code that all files of tests share. One can be open at a time. */
  static async openShared({ folder, settings = {}, language }: SharedWindowOptions): Promise<Workbench> {
    const page = await openSharedPage(settings);
    const workbench = new Workbench(sharedServer(), page, folder, async () => {
      // A window that is left ends what runs for it; one that is closed need not.
      await page.goto('about:blank');
      await page.close();
    });
    await workbench.start(language);
    return workbench;
  }

  private async start(language: string | undefined): Promise<void> {
    if (language !== undefined) await this.page.addInitScript(setLanguage, language);
    await this.page.addInitScript(endAnimations);
    // A busy machine may be slow; what hangs is ended all the same.
    this.page.setDefaultTimeout(120_000);
    await this.load();
  }

  /** Loads the page again, as a window that is closed and opened again. */
  async load(): Promise<void> {
    await this.page.goto(workbenchUrl(this.server.port, { folder: this.folder }));
    await this.page.locator(selectors.ready).waitFor();
    await this.page.locator(selectors.contribution).first().waitFor();
  }

  /** Kills VS Code with all of its processes in the midst of their work, and opens it again on the same profile. */
  async crash(): Promise<void> {
    if (this.server.crash === undefined) throw new Error('Other windows need this server.');
    this.server = await this.server.crash();
    await this.load();
  }

  /**
   * Runs a command of the palette by its full title, such as `SAM-UNet: Show Status`. Waits until the command is
   * there: contributions are processed some time after the window is.
   */
  async command(title: string, timeout = 120_000): Promise<void> {
    const row = this.page.locator(`${selectors.paletteRow}[aria-label^=${JSON.stringify(title)}]`).first();
    for (const end = Date.now() + timeout; ;) {
      await this.page.keyboard.press('F1');
      // The palette closes when the focus moves to an editor that loads in that moment.
      const isOpen = (await this.fillPalette(`>${title}`)) && (await appears(row, 'visible', 2000));
      if (isOpen && (await isClicked(row))) return;
      await this.closePalette();
      if (Date.now() > end) throw new Error(`The palette has no command “${title}”.`);
    }
  }

  /** Presses a key of the tests until it has had its effect: VS Code may lose one while something loads. */
  async pressUntil(name: keyof typeof bareKeys, isDone: () => Promise<boolean>, timeout = 120_000): Promise<void> {
    for (const end = Date.now() + timeout; ;) {
      await this.page.keyboard.press(bareKeys[name].press);
      const again = Date.now() + 15_000;
      while (Date.now() < again) {
        if (await isDone()) return;
        await this.page.waitForTimeout(100);
      }
      if (Date.now() > end) throw new Error(`${bareKeys[name].command} has had no effect.`);
    }
  }

  /** Runs a command of the palette until its question is there: it closes when something else takes the focus. */
  async ask(title: string, question: Locator, timeout = 120_000): Promise<void> {
    for (const end = Date.now() + timeout; ;) {
      await this.command(title, timeout);
      if (await appears(question, 'visible', 20_000)) return;
      if (Date.now() > end) throw new Error(`“${title}” asked nothing.`);
    }
  }

  /**
   * Opens a file of the workspace and waits until its custom editor shows. A file opened before the editor
   * contribution was processed opens as text, and VS Code remembers that: it is then reopened with the editor by name.
   */
  async openImage(name: string, timeout = 120_000): Promise<FrameLocator> {
    await this.openFile(name);
    const webview = this.page.locator(selectors.webview).first();
    const other = this.page.locator(selectors.otherEditor).first();
    for (const end = Date.now() + timeout; ;) {
      await appears(webview.or(other), 'attached', 20_000);
      if (await appears(webview, 'attached', 500)) return this.webview();
      if (Date.now() > end) throw new Error(`${name} did not open in a custom editor.`);
      await this.command('View: Reopen Editor With...');
      const editor = this.page.locator(selectors.paletteRow, { hasText: 'SAM-UNet' }).first();
      if (!((await appears(editor, 'visible', 2000)) && (await isClicked(editor)))) await this.closePalette();
    }
  }

  /** Opens a file through Quick Open, by its path in the workspace or a part of it, in a tab of its name. */
  async openFile(name: string, timeout = 120_000): Promise<void> {
    const tab = this.page.locator(`.tab.active[data-resource-name=${JSON.stringify(path.basename(name))}]`);
    for (const end = Date.now() + timeout; ;) {
      await this.pickFile(name, timeout);
      // Rows of Quick Open move while it still searches, so that a click may open the row that has moved there.
      if (await appears(tab, 'visible', 20_000)) return;
      if (Date.now() > end) throw new Error(`${name} did not open in a tab.`);
    }
  }

  /** Chooses a file in Quick Open; which tab shows it is up to its editor. */
  async pickFile(name: string, timeout = 120_000): Promise<void> {
    // The name alone, or followed by its folder: a mask has the name of its image and more.
    const labels = ['=', '^=', '^='].map((how, i) => {
      const label = `${path.basename(name)}${['', ',', ' '][i]!}`;
      return `${selectors.paletteRow}[aria-label${how}${JSON.stringify(label)}]`;
    });
    const row = this.page.locator(labels.join(', ')).first();
    const focused = this.page.locator(labels.map((label) => `${label}.focused`).join(', ')).first();
    for (const end = Date.now() + timeout; ;) {
      await this.page.keyboard.press('Control+P');
      const isListed = (await this.fillPalette(name)) && (await appears(row, 'visible', 10_000));
      // Rows move while it still searches: Enter takes the right one where a click may meet another.
      if (isListed && (await appears(focused, 'visible', 1000)) && (await this.confirmPalette())) return;
      if (isListed && (await isClicked(row))) return;
      await this.closePalette();
      if (Date.now() > end) throw new Error(`Quick Open does not find ${name}.`);
    }
  }

  /**
   * Types into the palette that a key has just opened. The key is lost, and the palette stays hidden, when the focus moves
   * to a webview or a window that loads in that moment.
   *
   * @returns whether the palette was there
   */
  private async fillPalette(text: string): Promise<boolean> {
    const input = this.page.locator(selectors.paletteInput).first();
    if (!(await appears(input, 'visible', 2000))) return false;
    return input.fill(text, { timeout: 2000 }).then(
      () => true,
      () => false,
    );
  }

  private async confirmPalette(): Promise<boolean> {
    const input = this.page.locator(selectors.paletteInput).first();
    return input.press('Enter', { timeout: 2000 }).then(
      () => true,
      () => false,
    );
  }

  /**
   * Closes the palette if it is open. Its own field gets the key: anywhere else, Escape would deselect or cancel something,
   * and the palette may close in this moment.
   */
  private async closePalette(): Promise<void> {
    const input = this.page.locator(selectors.paletteInput).first();
    if (!(await input.isVisible())) return;
    await input.press('Escape', { timeout: 2000 }).catch(() => undefined);
  }

  /** The document of the active webview, inside VS Code's two nested frames. */
  webview(): FrameLocator {
    return this.page.frameLocator(selectors.webview).frameLocator('iframe#active-frame');
  }

  /** Entries of the status bar whose text has `text`. */
  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Toasts whose message has `text`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(selectors.notification, { hasText: text });
  }

  /**
   * Waits for a message that stays: as a toast, or behind the bell, where VS Code puts one for which it has shown no toast.
   *
   * @throws Error when it is in neither
   */
  async readNotification(text: string | RegExp, timeout = 120_000): Promise<void> {
    const message = this.page.locator(selectors.anyNotification, { hasText: text }).first();
    for (const end = Date.now() + timeout; ;) {
      if (await appears(message, 'visible', 10_000)) return;
      if (Date.now() > end) throw new Error(`There is no message ${text}.`);
      if (await this.page.locator(selectors.unseenNotifications).isVisible()) {
        await this.command('Notifications: Show Notifications');
      }
    }
  }

  /** Whether the tab of the file shows the dot of unsaved changes. */
  tab(name: string): Locator {
    return this.page.locator('.tab', { hasText: name });
  }

  /** @returns the file, in the artifacts folder */
  async screenshot(name: string): Promise<string> {
    await mkdir(artifacts, { recursive: true });
    const file = path.join(artifacts, `${name.replaceAll(/[^\w-]+/g, '-')}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Keeps a screenshot and the server's log under the artifacts, for a failure to be understood. */
  async keepEvidence(name: string): Promise<void> {
    const picture = await this.screenshot(name);
    await copyFile(this.server.log, picture.replace(/\.png$/, '.log'));
  }

  async close(): Promise<void> {
    await this.closePage();
    await this.server.stop();
  }
}

async function isClicked(locator: Locator): Promise<boolean> {
  return locator.click({ timeout: 5000 }).then(
    () => true,
    () => false,
  );
}

async function appears(locator: Locator, state: 'attached' | 'visible', timeout: number): Promise<boolean> {
  return locator.waitFor({ state, timeout }).then(
    () => true,
    () => false,
  );
}
