import { toolTexts } from '../../src/core/assistants/contributions';
import { commands } from '../../src/core/commands';
import { titlesOf } from '../../src/core/commands/contributions';

/** `package.nls.json` with the titles of commands and tools of assistants; its other texts are written by hand. */
export function withTitles(text: string): string {
  const others = Object.entries(JSON.parse(text) as Record<string, string>).filter(([key]) => !isGenerated(key));
  return JSON.stringify({ ...Object.fromEntries(others), ...titlesOf(commands), ...toolTexts() });
}

function isGenerated(key: string): boolean {
  return key.startsWith('samUnet.') || key.startsWith('tool.');
}
