import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSidecar } from '../../src/core/sidecar/sidecar';

/** Label and runs of every object in a folder, by the names of the sidecars. */
export function storedMasks(folder: string): Record<string, string[]> {
  const sidecars = readdirSync(folder).filter((name) => name.endsWith('.masks.json'));
  return Object.fromEntries(
    sidecars.sort().map((name) => {
      const { objects } = parseSidecar(readFileSync(path.join(folder, name), 'utf8'), name);
      return [name, objects.map(({ label, mask }) => `${label} ${mask.counts.join()}`).sort()];
    }),
  );
}
