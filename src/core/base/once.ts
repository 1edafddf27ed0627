/** Makes a value at its first use and keeps it, also a promise that was rejected: for what never changes while a process runs. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
