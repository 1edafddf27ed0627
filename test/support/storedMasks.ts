import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSidecar } from '../../src/core/sidecar/sidecar';

/** Label and runs of every object in a folder and those below it, by the paths of the sidecars. */
export function storedMasks(folder: string): Record<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sidecars = files.filter((name) => name.endsWith('.masks.json'));
  return Object.fromEntries(
    sidecars.sort().map((name) => {
      const { objects } = parseSidecar(readFileSync(path.join(folder, name), 'utf8'), name);
      return [name, objects.map(({ label, mask }) => `${label} ${mask.counts.join()}`).sort()];
    }),
  );
}
