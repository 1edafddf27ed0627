import type { Steps } from '../../src/core/base/steps';

/** Milliseconds that work takes the page for at a time: the rest of a frame is for drawing. */
const turnMs = 8;

/**
 * Does steps a few at a time, so that the page follows the pointer meanwhile.
 * @param isWanted asked between them
 * @returns undefined where the result is not wanted any more
 */
export async function inTurns<T>(steps: Steps<T>, isWanted: () => boolean): Promise<T | undefined> {
  while (isWanted()) {
    for (const end = performance.now() + turnMs; performance.now() < end;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  }
  return undefined;
}
