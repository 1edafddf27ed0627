import { describe, expect, it } from 'vitest';
import { changedStatus } from '../../../src/core/document/changedStatus';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { rectMask, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 4 };
const wide = { x0: 0, y0: 0, x1: 5, y1: 2 };
const other = encodeRunLength(rectMask(size, { x0: 1, y0: 1, x1: 3, y1: 3 }));
const objects = {
  'a generated draft': rectObject(size, wide, { origin: 'machine', status: 'draft' }),
  'an accepted mask': rectObject(size, wide, { origin: 'human', status: 'accepted' }),
  'a prompted draft': rectObject(size, wide, { origin: 'human', status: 'draft' }),
  'a corrected mask': rectObject(size, wide, { origin: 'human', status: 'corrected' }),
  'a rejected mask': rectObject(size, wide, { origin: 'human', status: 'rejected' }),
};

describe.each(Object.entries(objects))('%s', (_, before) => {
  it('is corrected when a person changes it', () => {
    expect(changedStatus(before, other, 'changed')).toBe('corrected');
  });

  it('keeps its status when no pixel changes', () => {
    expect(changedStatus(before, before.mask, 'changed')).toBe(before.status);
    expect(changedStatus(before, before.mask, 'prompted')).toBe(before.status);
  });

  it('is corrected by another prompt only where a model made it without a person', () => {
    const isGenerated = before.origin === 'machine' || before.status === 'corrected';
    expect(changedStatus(before, other, 'prompted')).toBe(isGenerated ? 'corrected' : 'draft');
  });
});

it('a new object is a draft when prompted, and corrected when drawn', () => {
  expect(changedStatus(undefined, other, 'prompted')).toBe('draft');
  expect(changedStatus(undefined, other, 'changed')).toBe('corrected');
});
