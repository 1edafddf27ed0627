import { describe, expect, it } from 'vitest';
import { lintCode } from '../../support/lintCode';

/** Writes past the disk that the durability tests stop. */
const refused = [
  "import { writeFile } from 'node:fs/promises';",
  "import { rename as move } from 'fs/promises';",
  "import { promises } from 'node:fs';",
  "import fs from 'node:fs';",
  "import * as fs from 'fs';",
  "import { open } from 'node:fs/promises'; open(file, 'w');",
  "import { open } from 'node:fs/promises'; open(file, flags);",
  "export { writeFile } from 'node:fs/promises';",
  "export * from 'node:fs';",
  "const fs = await import('node:fs');",
  "const { rmSync } = require('fs');",
  "process.getBuiltinModule('node:fs').rmSync(file);",
  'vscode.workspace.fs.writeFile(uri, bytes);',
  'workspace.fs.delete(uri);',
];

/** Reads, and writes through the disk. */
const allowed = [
  "import { readFile, stat } from 'node:fs/promises';",
  "import { open } from 'node:fs/promises'; open(file); open(file, 'r');",
  "import { disk } from './disk'; disk().rename(a, b);",
  'vscode.workspace.fs.readFile(uri);',
  'map.delete(key); this.fs.delete(key);',
];

describe('the lint rule no-direct-writes', () => {
  it('refuses', async () => {
    const found = await lintCode('no-direct-writes', refused);
    expect(refused.filter((_, i) => found[i] !== 1)).toEqual([]);
  });

  it('allows', async () => {
    const found = await lintCode('no-direct-writes', allowed);
    expect(allowed.filter((_, i) => found[i] !== 0)).toEqual([]);
  });
});
