import { expect, it } from 'vitest';
import { endProcessWide, processWide } from '../../../src/node/processWide';

const counted = () => {
  const ended: number[] = [];
  let made = 0;
  const value = processWide(
    () => ({ number: ++made }),
    ({ number }) => {
      ended.push(number);
      return Promise.resolve();
    },
  );
  return { value, ended };
};

it('makes a value at its first use, and once', () => {
  const { value } = counted();
  expect(value().number).toBe(1);
  expect(value()).toBe(value());
});

it('ends what was made, once, and makes another at the next use', async () => {
  const { value, ended } = counted();
  await endProcessWide();
  expect(ended).toEqual([]);
  value();
  await endProcessWide();
  await endProcessWide();
  expect(ended).toEqual([1]);
  expect(value().number).toBe(2);
  await endProcessWide();
  expect(ended).toEqual([1, 2]);
});

it('puts another value in its place until the former is brought back', async () => {
  const { value, ended } = counted();
  const former = value();
  const restore = value.replace({ number: 70 });
  expect(value().number).toBe(70);
  restore();
  expect(value()).toBe(former);
  await endProcessWide();
  expect(ended).toEqual([1]);
});

it('makes no value where another was put in its place before its first use', () => {
  const { value } = counted();
  const restore = value.replace({ number: 70 });
  expect(value().number).toBe(70);
  restore();
  expect(value().number).toBe(1);
});
