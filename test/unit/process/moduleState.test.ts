import tseslint from 'typescript-eslint';
import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { noModuleState } from '../../../scripts/build/moduleState.mjs';

const linter = new Linter();
const problems = (code: string): number =>
  linter.verify(code, [
    tseslint.configs.base,
    {
      plugins: { local: { rules: { 'no-module-state': noModuleState } } },
      rules: { 'local/no-module-state': 'error' },
    },
  ]).length;

it.each([
  'let pool;',
  'export let pool: Pool | undefined;',
  'var pool = 1;',
  'const known = new Map();',
  'export const known = new Set<string>([1]);',
  'const known: string[] = [];',
  'const known = {};',
  'const pool = new DecodePool();',
  'const known: Map<string, number> = new Map();',
  'class Pool { static #only = 1; }',
])('lint refuses state that a module keeps: %s', (code) => {
  expect(problems(code)).toBe(1);
});

it.each([
  'declare let version: string;',
  "const names: ReadonlySet<string> = new Set(['a']);",
  'const names: readonly string[] = [];',
  'const pattern = new RegExp("a");',
  'const order = new Intl.Collator("en").compare;',
  'const pool = processWide(() => new DecodePool());',
  'const pause = 10; const names = ["a"];',
  'function count() { let n = 0; const seen = new Set(); return n; }',
  'class Pool { static readonly size = 2; #open = new Set(); }',
])('lint lets a module keep constants: %s', (code) => {
  expect(problems(code)).toBe(0);
});
