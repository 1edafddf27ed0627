import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { noDirectWrites } from '../../../scripts/build/directWrites.mjs';

const linter = new Linter();
const problems = (code: string): number =>
  linter.verify(code, [
    {
      plugins: { local: { rules: { 'no-direct-writes': noDirectWrites } } },
      rules: { 'local/no-direct-writes': 'error' },
    },
  ]).length;

it.each([
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
])('lint refuses to write past the disk that the durability tests stop: %s', (code) => {
  expect(problems(code)).toBe(1);
});

it.each([
  "import { readFile, stat } from 'node:fs/promises';",
  "import { open } from 'node:fs/promises'; open(file); open(file, 'r');",
  "import { disk } from './disk'; disk().rename(a, b);",
  'vscode.workspace.fs.readFile(uri);',
  'map.delete(key); this.fs.delete(key);',
])('lint lets code read, and write through the disk: %s', (code) => {
  expect(problems(code)).toBe(0);
});
