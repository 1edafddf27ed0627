import { messageOf, UserError } from '../core/base/error';
import { printable } from '../core/base/printable';

// The reader of the output, such as `head`, may close it early: the work continues regardless.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Where a command writes: results to stdout, everything else to stderr; control characters in them do nothing. */
export const terminal = {
  /** Prints one line. */
  print(line: string): void {
    process.stdout.write(`${printable(line)}\n`);
  },

  /** Prints text of several lines; control characters cannot add further lines. */
  printLines(text: string): void {
    process.stdout.write(`${printableLines(text)}\n`);
  },

  /** Reports an error; the program will exit with a code other than 0. */
  fail(error: unknown): void {
    process.exitCode = 1;
    const expected = error instanceof UserError;
    const text = expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
    clearLine();
    process.stderr.write(`${printableLines(text)}\n`);
  },

  /** Prints a note, without changing the exit code. */
  warn(line: string): void {
    clearLine();
    process.stderr.write(`${printable(line)}\n`);
  },

  /** Shows one line that the next one replaces; nothing unless stderr is a terminal. */
  progress(text: string): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001B[2K${printable(text).slice(0, process.stderr.columns - 1)}`);
  },

  endProgress: clearLine,
};

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[2K');
}

/** “12 of 80 · 15 % · 3 s, 17 s left”. */
export function progressText(done: number, total: number, startedAt: number): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const left = done === 0 ? '' : `, ${Math.round((seconds / done) * (total - done))} s left`;
  return `${done} of ${total} · ${Math.round((100 * done) / total)} % · ${Math.round(seconds)} s${left}`;
}
