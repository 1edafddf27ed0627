import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/text/message';
import { applyEdit, invertEdit } from '../../../src/core/document/edit';
import { judgeObjects } from '../../../src/core/document/edits';
import { reviewItem, worstObject, type ReviewItem } from '../../../src/core/review/reviewItem';
import { orderItems } from '../../../src/core/review/reviewOrder';
import { whyText } from '../../../src/core/review/whyText';
import { effortText, progressText, ReviewQueue } from '../../../src/core/review/reviewQueue';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 4, height: 4 };
const object = (id: string, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 2 }, { id, ...fields });
const item = (image: string, quality?: number): ReviewItem => ({
  image,
  masks: 1,
  slice: 0,
  ...(quality === undefined ? {} : { quality }),
});

describe('reviewItem', () => {
  it('names the worst of the unreviewed masks', () => {
    const objects = [
      object('1', { quality: 0.7, slice: 3 }),
      object('2', { quality: 0.9 }),
      object('3', { quality: 0.1, status: 'accepted', origin: 'human' }),
      object('4', { quality: 0.2, status: 'corrected', origin: 'human' }),
    ];
    expect(reviewItem('a.dcm', objects)).toEqual({ image: 'a.dcm', masks: 2, quality: 0.7, slice: 3 });
  });

  it('is nothing for an image that a person has judged', () => {
    expect(reviewItem('a.dcm', [object('1', { status: 'rejected', origin: 'human' })])).toBeUndefined();
    expect(reviewItem('a.dcm', [])).toBeUndefined();
  });

  it('puts a mask without an estimate before all others', () => {
    const { quality: _none, ...unknown } = object('2');
    expect(worstObject([object('1', { quality: 0.01 }), unknown])?.id).toBe('2');
    expect(reviewItem('a.dcm', [object('1', { quality: 0.01 }), unknown])).not.toHaveProperty('quality');
  });
});

describe('orderItems', () => {
  const items = [item('a', 0.8), item('b', 0.3), item('c'), item('d', 0.5)];
  const names = (ordered: readonly ReviewItem[]): string => ordered.map(({ image }) => image).join('');

  it('orders by the lowest estimate', () => {
    expect(names(orderItems(items, 'worst'))).toBe('cbda');
    expect(names(orderItems(items, 'name'))).toBe('abcd');
  });

  it('orders by disagreement with masks from before', () => {
    const known = [item('a'), { ...item('b'), agreement: 0.9 }, { ...item('c'), agreement: 0.2 }];
    expect(names(orderItems(known, 'disagreement'))).toBe('cba');
  });
});

describe('ReviewQueue', () => {
  const items = [item('a'), item('b'), item('c')];

  it('walks forwards and back, and counts what stands', () => {
    const queue = new ReviewQueue(items);
    expect(queue.current?.image).toBe('a');
    queue.finish('reviewed', 4, { accepted: 2, corrected: 1, rejected: 0 });
    queue.finish('skipped', 100);
    expect(queue.current?.image).toBe('c');
    expect(english(progressText(queue.progress))).toBe('3 of 3 · 2 accepted · 1 corrected · 1 skipped · 4 s per image');
    expect(english(progressText(queue.progress, true))).toMatch(/^2 of 3 done · 2 accepted/);
    expect(queue.back()?.image).toBe('b');
    expect(queue.back()?.image).toBe('a');
    expect(queue.back()).toBeUndefined();
    expect(queue.progress).toEqual({ done: 0, total: 3, accepted: 0, corrected: 0, rejected: 0, skipped: 0 });
  });

  it('ends after the last item', () => {
    const queue = new ReviewQueue([item('a')]);
    expect(queue.next).toBeUndefined();
    expect(queue.finish('reviewed', 5000, { accepted: 1, corrected: 0, rejected: 0 })).toBeUndefined();
    expect(queue.finish('reviewed', 1)).toBeUndefined();
    expect(english(progressText(queue.progress))).toBe('1 done · 1 accepted · 300 s per image');
  });
});

describe('judgeObjects', () => {
  const state = {
    labels: [liver],
    objects: [object('1'), object('2', { status: 'corrected', origin: 'human' }), object('3')],
  };
  const signature = { by: 'ada', at: '2026-11-24T12:00:00.000Z' };

  it('makes masks a person’s, and keeps what was corrected', () => {
    const after = applyEdit(state, judgeObjects(state, ['1', '2'], 'accepted', signature));
    expect(after.objects.map(({ status, origin, by }) => [status, origin, by])).toEqual([
      ['accepted', 'human', 'ada'],
      ['corrected', 'human', 'ada'],
      ['draft', 'machine', 'tests'],
    ]);
  });

  it('can be undone', () => {
    const edit = judgeObjects(state, ['1', '3'], 'rejected', signature);
    expect(english(edit.title)).toBe('Reject 2 masks');
    expect(applyEdit(applyEdit(state, edit), invertEdit(edit))).toEqual(state);
  });
});

describe('whyText', () => {
  it('gives the label, the estimate and what speaks against the mask', () => {
    const poor = object('1', { quality: 0.41, reasons: ['is in several parts', 'has holes'] });
    expect(english(whyText(poor, { isAudit: false }))).toBe('liver 0.41: is in several parts, has holes');
    expect(english(whyText(object('1', { quality: 0.93 }), { isAudit: false }))).toBe('liver 0.93');
    expect(english(whyText(object('1', { quality: 0.93 }), { isAudit: true }))).toBe('liver 0.93: a random check');
    const { quality: _none, ...unknown } = object('1');
    expect(english(whyText(unknown, { isAudit: false }))).toBe('liver');
  });
});

describe('effortText', () => {
  it('says how many masks needed no edit and the time for each', () => {
    const queue = new ReviewQueue([item('a'), item('b'), item('c')]);
    expect(effortText(queue.progress)).toBeUndefined();
    queue.finish('reviewed', 6, { accepted: 2, corrected: 1, rejected: 0 });
    queue.finish('skipped', 100);
    queue.finish('reviewed', 4, { accepted: 1, corrected: 0, rejected: 1 });
    expect(english(effortText(queue.progress) ?? '')).toBe('60 % accepted unchanged · 2.0 s per mask');
  });
});
