import { expect, test } from 'vitest';
import { wheelSteps } from '../../../src/core/view/wheelSteps';

test.each([100, 114, 120])('a notch of %i px is one step, and all of a coalesced event count', (notch) => {
  const stepsOf = wheelSteps();
  expect([1, 1, -1, 3, -4, 1].map((notches) => stepsOf(notches * notch))).toEqual([1, 1, -1, 3, -4, 1]);
});

test('the first event may have several notches already', () => {
  expect(wheelSteps()(-480)).toBe(-4);
});

test('a touchpad steps by what its small events add up to, in one direction', () => {
  const stepsOf = wheelSteps();
  expect([20, 20, 20, 20, -20, -30, -10, 40].map(stepsOf)).toEqual([0, 0, 1, 0, 0, 0, -1, 0]);
});

test('a wheel that has not turned makes no step', () => {
  expect(wheelSteps()(0)).toBe(0);
});
