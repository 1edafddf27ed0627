import { toolContributions } from '../../src/core/assistants/contributions';
import { commands } from '../../src/core/commands';
import { contributionsOf } from '../../src/core/commands/contributions';

interface Manifest {
  readonly contributes: object;
}

/** `package.json` with the commands, keys and menus of the table, and the tools of assistants. */
export function withContributions(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const contributes = {
    ...{ ...manifest.contributes, ...contributionsOf(commands) },
    languageModelTools: toolContributions(),
  };
  return JSON.stringify({ ...manifest, contributes });
}
