import { messageOf, UserError } from '../core/base/error';
import { printable } from '../core/base/printable';

// Whoever reads the output, such as `head`, may have read enough: the work goes on all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Where a command writes: results to stdout, everything else to stderr; control characters in them do nothing. */
export const terminal = {
  /** Prints one line. */
  print(line: string): void {
    process.stdout.write(`${printable(line)}\n`);
  },

  /** Prints text of several lines, none of which may be made of more by what it tells of. */
  printLines(text: string): void {
    process.stdout.write(`${printableLines(text)}\n`);
  },

  /** Tells of something that went wrong; the program will end with a code other than 0. */
  fail(error: unknown): void {
    process.exitCode = 1;
    const expected = error instanceof UserError;
    const text = expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
    clearLine();
    process.stderr.write(`${printableLines(text)}\n`);
  },

  /** Tells of something to be known, which changes no exit code. */
  warn(line: string): void {
    clearLine();
    process.stderr.write(`${printable(line)}\n`);
  },

  /** Shows one line that the next one replaces; nothing where nobody watches. */
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
