import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The masks of a folder and its subfolders, byte for byte, but for what two runs cannot have in common: times and the id of the
 * run in the sidecars.
 */
export function masksWithoutTimes(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const own = names.filter((name) => /\.(masks\.json|mask\.png|mask\.nii\.gz)$/.test(name)).sort();
  return Object.fromEntries(
    own.map((name) => {
      const bytes = readFileSync(path.join(folder, name));
      if (!name.endsWith('.json')) return [name, bytes.toString('base64')];
      const text = bytes.toString('utf8');
      return [name, text.replaceAll(/"(run|at)": ?"[^"]*"/g, '"$1":""')];
    }),
  );
}
