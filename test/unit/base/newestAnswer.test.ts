import { expect, it } from 'vitest';
import { NewestAnswer } from '../../../src/core/base/newestAnswer';

/** Questions in the order in which they are worked on, and what ends the work on them. */
function workshop() {
  const begun: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const answers = new NewestAnswer<string>();
  const ask = (question: string): Promise<string | undefined> =>
    answers.ask(question, () => {
      begun.push(question);
      return new Promise((resolve, reject) => {
        ends.push((error) => {
          if (error === undefined) resolve(`${question}!`);
          else reject(error);
        });
      });
    });
  return { answers, ask, begun, ends };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('works on the newest question after the one under way, and leaves those between', async () => {
  const { ask, begun, ends } = workshop();
  const asked = [ask('a')];
  await settled();
  asked.push(ask('b'), ask('c'));
  await settled();
  expect(begun).toEqual(['a']);
  ends[0]!();
  await settled();
  expect(begun).toEqual(['a', 'c']);
  ends[1]!();
  expect(await Promise.all(asked)).toEqual([undefined, undefined, 'c!']);
});

it('answers the same question again without work, also while it is under way', async () => {
  const { ask, begun, ends } = workshop();
  const first = ask('a');
  await settled();
  const second = ask('a');
  ends[0]!();
  expect([await first, await second, await ask('a')]).toEqual([undefined, 'a!', 'a!']);
  expect(begun).toEqual(['a']);
});

it('passes a failure on, and works again when asked again', async () => {
  const { ask, begun, ends } = workshop();
  const failing = ask('a');
  await settled();
  ends[0]!(new Error('no'));
  await expect(failing).rejects.toThrow('no');
  const again = ask('a');
  await settled();
  ends[1]!();
  expect(await again).toBe('a!');
  expect(begun).toEqual(['a', 'a']);
});

it('leaves without an answer what is dropped', async () => {
  const { answers, ask, ends } = workshop();
  const asked = ask('a');
  await settled();
  answers.drop();
  ends[0]!();
  expect(await asked).toBeUndefined();
});
