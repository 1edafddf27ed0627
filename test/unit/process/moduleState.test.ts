import { describe, expect, it } from 'vitest';
import { lintCode } from '../../support/lintCode';

/** State that a module keeps. */
const refused = [
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
];

/** Constants. */
const allowed = [
  'declare let version: string;',
  "const names: ReadonlySet<string> = new Set(['a']);",
  'const names: readonly string[] = [];',
  'const pattern = new RegExp("a");',
  'const order = new Intl.Collator("en").compare;',
  'const pool = processWide(() => new DecodePool());',
  'const pause = 10; const names = ["a"];',
  'function count() { let n = 0; const seen = new Set(); return n; }',
  'class Pool { static readonly size = 2; #open = new Set(); }',
];

describe('the lint rule no-module-state', () => {
  it('refuses', async () => {
    const found = await lintCode('no-module-state', refused);
    expect(refused.filter((_, i) => found[i] !== 1)).toEqual([]);
  });

  it('allows', async () => {
    const found = await lintCode('no-module-state', allowed);
    expect(allowed.filter((_, i) => found[i] !== 0)).toEqual([]);
  });
});
