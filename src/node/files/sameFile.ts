import { realpath } from 'node:fs/promises';

/** Whether two paths lead to one file, through links too. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([a, b].map((path) => realpath(path).catch(() => undefined)));
  return left !== undefined && left === right;
}
