import { commands } from '../../src/core/commands';
import { contributionsOf } from '../../src/core/commands/contributions';

interface Manifest {
  readonly contributes: object;
}

/** `package.json` with the commands, keys and menus of the table. */
export function withContributions(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const contributes = { ...manifest.contributes, ...contributionsOf(commands) };
  return JSON.stringify({ ...manifest, contributes });
}
