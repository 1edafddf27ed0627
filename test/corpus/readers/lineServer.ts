import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * A program that answers each line of JSON with one, in the same order. It is started by the first question, ends with this
 * process, and is started again when it has ended before.
 */
export class LineServer {
  readonly #command: string;
  readonly #args: readonly string[];
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  #waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];

  constructor(command: string, args: readonly string[]) {
    this.#command = command;
    this.#args = args;
  }

  /** @throws Error when the program ends before it has answered */
  ask(question: unknown): Promise<unknown> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  #start(): ChildProcessByStdio<Writable, Readable, null> {
    const child = spawn(this.#command, this.#args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.unref();
    createInterface(child.stdout).on('line', (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line));
    });
    const end = (reason: string): void => {
      if (this.#child === child) this.#child = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`${this.#command} ${reason}.`));
    };
    child.on('error', ({ message }) => {
      end(message);
    });
    child.on('close', (code) => {
      end(`has ended with ${code ?? 'a signal'}`);
    });
    child.stdin.on('error', () => undefined);
    return child;
  }
}
