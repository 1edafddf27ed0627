import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { parseModelCard } from '../../../src/core/model/card';
import { compact } from '../../../src/core/model/config';
import { cardFor } from '../../support/modelFolder';

const card = cardFor(compact);
const messageFor = (value: unknown): string => {
  try {
    parseModelCard(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

describe('parseModelCard', () => {
  it('returns a good card', () => {
    expect(parseModelCard(JSON.stringify(card))).toEqual(card);
  });

  it.each([
    ['sha256.weights', { ...card, sha256: { ...card.sha256, weights: 'abc' } }],
    ['architecture.vit.heads', { ...card, architecture: { ...compact, vit: { ...compact.vit, heads: 0 } } }],
    ['preprocess.std.1', { ...card, preprocess: { mean: [0, 0, 0], std: [1, 0, 1] } }],
    [
      'scores.0.dice',
      { ...card, scores: [{ set: 'a', prompt: 'box', images: 1, masks: 1, dice: 88, iou: 0.8, baselineDice: 0.8 }] },
    ],
    ['name', { ...card, name: '../compact' }],
    ['surprise', { ...card, surprise: 1 }],
  ])('names the field %s when it is wrong', (field, value) => {
    expect(messageFor(value)).toContain(`bad-model: The field “${field}” of the model card is invalid`);
  });

  it.each([
    ['', 'not JSON'],
    ['[]', 'the card'],
    ['null', 'the card'],
    ['{"name":', 'not JSON'],
  ])('refuses %j', (text, problem) => {
    expect(messageFor(text)).toContain(problem);
  });
});
