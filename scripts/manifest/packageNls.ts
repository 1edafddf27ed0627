import { commands } from '../../src/core/commands';
import { titlesOf } from '../../src/core/commands/contributions';

/** `package.nls.json` with the titles of the table; its other texts are written by hand. */
export function withTitles(text: string): string {
  const others = Object.entries(JSON.parse(text) as Record<string, string>).filter(([key]) => !isCommand(key));
  return JSON.stringify({ ...Object.fromEntries(others), ...titlesOf(commands) });
}

function isCommand(key: string): boolean {
  return key.startsWith('samUnet.');
}
