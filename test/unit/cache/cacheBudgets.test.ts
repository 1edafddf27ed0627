import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { defaultCacheBudgets, megabyte } from '../../../src/node/cache/cacheBudgets';

it('are the same in the settings and without them', () => {
  const { contributes } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { default: number }> } };
  };
  const { properties } = contributes.configuration;
  for (const kind of ['memory', 'disk'] as const) {
    expect(properties[`samUnet.cache.${kind}`]!.default * megabyte).toBe(defaultCacheBudgets[kind]);
  }
});
