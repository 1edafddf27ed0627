import { describe, expect, it } from 'vitest';
import { coarseToFine, ScrollMotion } from '../../../src/core/view/scrollMotion';

/** Goes from slice to slice by `step`, one each 16 ms. @returns the motion and the time */
function scrolled(from: number, step: number, times: number): { motion: ScrollMotion; now: number } {
  const motion = new ScrollMotion();
  for (let i = 0; i <= times; i++) motion.go(from + i * step, 1000 + 16 * i);
  return { motion, now: 1000 + 16 * times };
}

const first = (motion: ScrollMotion, now: number, steady = false): number[] => [...motion.wanted(600, now, steady)];

describe('the slices that are wanted', () => {
  it('at rest are the one that is shown and all others, from near to far', () => {
    const motion = new ScrollMotion();
    motion.go(2, 1000);
    expect([...motion.wanted(6, 1000, false)]).toEqual([2, 3, 1, 4, 0, 5]);
  });

  it('in a quick movement are those that will be reached when they come', () => {
    const { motion, now } = scrolled(100, 1, 30);
    for (let at = now - 20 * 32; at <= now; at += 32) motion.arrive(at - 160, at);
    const [lead, next] = first(motion, now);
    // 160 ms are ten slices of 16 ms, and one comes for two that are passed.
    expect(lead).toBe(140);
    expect(next).toBe(142);
  });

  it('lie behind when one goes back', () => {
    const { motion, now } = scrolled(300, -1, 30);
    expect(first(motion, now).every((slice) => slice <= 270)).toBe(true);
  });

  it('lie behind as soon as one turns', () => {
    const { motion, now } = scrolled(100, 1, 30);
    motion.go(129, now + 16);
    expect(first(motion, now + 16).every((slice) => slice <= 129)).toBe(true);
  });

  it('are all in playback', () => {
    const { motion, now } = scrolled(100, 1, 30);
    expect(first(motion, now, true).slice(0, 4)).toEqual([130, 131, 132, 133]);
  });

  it('end with the last slice', () => {
    const { motion, now } = scrolled(590, 1, 8);
    expect(Math.max(...first(motion, now))).toBe(599);
  });

  it('are those around a slice after a jump, and after a pause', () => {
    const { motion, now } = scrolled(100, 1, 30);
    expect(motion.isMoving(now)).toBe(true);
    expect(motion.isMoving(now + 500)).toBe(false);
    motion.go(400, now + 16);
    expect(first(motion, now + 16).slice(0, 3)).toEqual([400, 401, 399]);
  });
});

it.each([1, 5, 64, 600])('goes through %i slices from coarse to fine, each once', (count) => {
  const order = [...coarseToFine(count)];
  expect(order.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: count }).keys()]);
  expect(order.slice(0, Math.ceil(count / 32)).every((at) => at % 32 === 0)).toBe(true);
});
