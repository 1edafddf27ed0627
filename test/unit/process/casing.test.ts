import { describe, expect, it } from 'vitest';
import { lintCode } from '../../support/lintCode';

/** Names in another casing. */
const refused = ['const MAX_SIZE = 1;', 'let maxSize, min_size;', 'const HTTP = 1;'];

/** Names as they should be, and names of others. */
const allowed = [
  'const maxSize = 1, Panel = 2, _unused = 3, hU16 = 4;',
  'const { window_center } = image;',
  'declare const PRODUCT_VERSION: string;',
];

describe('the lint rule one-casing', () => {
  it('refuses', async () => {
    const found = await lintCode('one-casing', refused);
    expect(refused.filter((_, i) => found[i] !== 1)).toEqual([]);
  });

  it('allows', async () => {
    const found = await lintCode('one-casing', allowed);
    expect(allowed.filter((_, i) => found[i] !== 0)).toEqual([]);
  });
});
