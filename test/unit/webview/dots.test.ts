import { expect, test } from 'vitest';
import { neighbourDot } from '../../../webview/tools/dots';

const dot = (name: string, cx: number, cy: number) => ({
  name,
  getAttribute: (attribute: 'cx' | 'cy') => String(attribute === 'cx' ? cx : cy),
});
const [right, left, middle] = [dot('right', 90, 10), dot('left', 10, 10), dot('middle', 50, 10)];
const dots = [right, left, middle];

test.each([
  ['ArrowRight', left, 'middle'],
  ['ArrowRight', right, 'left'],
  ['ArrowLeft', middle, 'left'],
  ['ArrowLeft', left, 'right'],
  ['Home', right, 'left'],
  ['End', left, 'right'],
])('%s goes from dot to dot of a plot, in the order in which they are seen', (key, from, to) => {
  expect(neighbourDot(dots, from, key)?.name).toBe(to);
});

test('other keys go nowhere', () => {
  expect(neighbourDot(dots, left, 'x')).toBeUndefined();
});
