import { expect, test } from 'vitest';
import { NewestWins } from '../../../src/core/view/newestWins';

/** A worker whose answers are given by hand. */
function worker() {
  const started: number[] = [];
  let finish: () => void = () => undefined;
  const queue = new NewestWins<number>((argument) => {
    started.push(argument);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  const finishOne = async (): Promise<void> => {
    finish();
    await new Promise(setImmediate);
  };
  return { queue, started, finishOne };
}

test('one request runs at a time, and of those that wait the newest', async () => {
  const { queue, started, finishOne } = worker();
  for (const argument of [1, 2, 3]) queue.request(argument);
  expect(started).toEqual([1]);
  await finishOne();
  expect(started).toEqual([1, 3]);
  await finishOne();
  queue.request(4);
  expect(started).toEqual([1, 3, 4]);
});

test('a dropped request is not made', async () => {
  const { queue, started, finishOne } = worker();
  queue.request(1);
  queue.request(2);
  queue.drop();
  await finishOne();
  expect(started).toEqual([1]);
});
