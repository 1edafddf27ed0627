import { spawn, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import { errorText } from '../../core/base/error';
import { localized } from '../l10n/localize';

/**
 * The terminal of a task that runs the command line with secrets in its environment. VS Code keeps the environment of other
 * tasks to restore their terminals.
 */
export class CommandTerminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #args: readonly string[];
  readonly #environment: () => Promise<NodeJS.ProcessEnv>;
  #child: ChildProcess | undefined;
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  /** @param args of the program of VS Code run as Node */
  constructor(args: readonly string[], environment: () => Promise<NodeJS.ProcessEnv>) {
    this.#args = args;
    this.#environment = environment;
  }

  open(): void {
    this.#run().catch((error: unknown) => {
      this.#end(localized(errorText(error)), 1);
    });
  }

  close(): void {
    this.#child?.kill('SIGTERM');
  }

  handleInput(data: string): void {
    if (data === '\u0003') this.#child?.kill('SIGINT');
  }

  async #run(): Promise<void> {
    const env = { ...process.env, ...(await this.#environment()), ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, this.#args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#written.fire(text.replaceAll(/\r?\n/g, '\r\n'));
      });
    }
    child.on('error', (error) => {
      this.#end(error.message, 1);
    });
    child.on('close', (code) => {
      this.#closed.fire(code ?? 1);
    });
  }

  #end(text: string, code: number): void {
    this.#written.fire(`${text}\r\n`);
    this.#closed.fire(code);
  }
}
