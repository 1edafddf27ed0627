import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { drawOnChange } from '../../../webview/components/drawOnChange';

let frames: (() => void)[] = [];
const nextFrame = (): void => {
  const due = frames;
  frames = [];
  for (const frame of due) frame();
};

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('draws once for many changes, and only for signals that the drawing before has read', () => {
  const [which, a, b] = [signal('a'), signal(1), signal(10)];
  const drawn: number[] = [];
  const stop = drawOnChange(() => drawn.push(which.value === 'a' ? a.value : b.value));
  expect(drawn).toEqual([]);
  nextFrame();
  b.value = 20;
  nextFrame();
  expect(drawn).toEqual([1]);
  a.value = 2;
  a.value = 3;
  expect(frames).toHaveLength(1);
  nextFrame();
  which.value = 'b';
  nextFrame();
  a.value = 4;
  nextFrame();
  b.value = 30;
  nextFrame();
  expect(drawn).toEqual([1, 3, 20, 30]);
  b.value = 40;
  stop();
  nextFrame();
  b.value = 50;
  nextFrame();
  expect(drawn).toEqual([1, 3, 20, 30]);
});

it('continues after a drawing that failed', () => {
  const failures: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => failures.push(error));
  const value = signal(0);
  const drawn: number[] = [];
  const stop = drawOnChange(() => {
    if (value.value === 0) throw new RangeError('nothing yet');
    drawn.push(value.value);
  });
  nextFrame();
  value.value = 1;
  nextFrame();
  stop();
  expect(failures).toEqual([new RangeError('nothing yet')]);
  expect(drawn).toEqual([1]);
});
