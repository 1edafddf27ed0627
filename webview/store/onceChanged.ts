import { effect } from '@preact/signals';

/**
 * Runs something now, and calls back once when a signal that it has read changes.
 * @returns what ends the waiting
 */
export function onceChanged(run: () => void, changed: () => void): () => void {
  let hasRun = false;
  return effect(() => {
    if (hasRun) changed();
    else run();
    hasRun = true;
  });
}
