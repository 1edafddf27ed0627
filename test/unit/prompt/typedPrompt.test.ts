import { expect, test } from 'vitest';
import { typedPrompt } from '../../../src/core/prompt/typedPrompt';

const size = { width: 100, height: 50 };

test.each([
  ['10 5 90 45', { box: { x0: 10, y0: 5, x1: 90, y1: 45 }, points: [] }],
  ['90, 45, 10.5, 5', { box: { x0: 10.5, y0: 5, x1: 90, y1: 45 }, points: [] }],
  ['0 0 100 50', { box: { x0: 0, y0: 0, x1: 100, y1: 50 }, points: [] }],
  ['10 5', { points: [{ x: 10, y: 5, positive: true }] }],
  ['-10 5', { points: [{ x: 10, y: 5, positive: false }] }],
])('“%s” is a prompt', (text, prompt) => {
  expect(typedPrompt(text, size)).toEqual(prompt);
});

test.each([
  '',
  'liver',
  '10',
  '10 5 90',
  '10 5 10 45',
  '-10 5 90 45',
  '10 5 101 45',
  '100 5',
  '10 NaN',
  '1e9 1',
  '1 2 3 4 5',
])('“%s” is none', (text) => {
  expect(typedPrompt(text, size)).toBeUndefined();
});
