import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generated, generators } from './manifest/generate';
import { root } from './setup/paths.mjs';

// `npm run manifest`: writes what follows from the table of commands (`src/core/commands`) into package.json and the docs.
for (const file of generators.keys()) {
  const at = path.join(root, file);
  const before = await readFile(at, 'utf8');
  const after = await generated(file, before);
  if (after === before) continue;
  await writeFile(at, after);
  console.log(`Wrote ${file}`);
}
