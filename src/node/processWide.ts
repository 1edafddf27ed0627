/** A value that a process has one of. Called, it gives the value. */
export interface ProcessWide<T> {
  (): T;
  /** Puts another in its place, for a test. @returns brings the former back */
  replace(other: T): () => void;
}

/** Ends what was made so far. */
const ends = new Set<() => Promise<void>>();

/**
 * Declares what a process has one of, because every file it opens shares it: threads, what is remembered of files, the machine
 * itself. It is made at its first use. All else is a constant, or is made by an entry point and passed to those who use it; no
 * module keeps state of its own (lint's `local/no-module-state`).
 * @param end ends what was made; the next use makes another
 */
export function processWide<T extends object>(make: () => T, end?: (made: T) => Promise<void>): ProcessWide<T> {
  let current: T | undefined;
  const get = (): T => {
    if (current !== undefined) return current;
    const made = (current = make());
    if (end !== undefined) {
      const endThis = async (): Promise<void> => {
        ends.delete(endThis);
        if (current === made) current = undefined;
        await end(made);
      };
      ends.add(endThis);
    }
    return made;
  };
  const replace = (other: T): (() => void) => {
    const former = current;
    current = other;
    return () => {
      current = former;
    };
  };
  return Object.assign(get, { replace });
}

/** Ends everything that keeps a process busy: for an entry point, when its work is done. */
export async function endProcessWide(): Promise<void> {
  await Promise.all([...ends].map((end) => end()));
}
