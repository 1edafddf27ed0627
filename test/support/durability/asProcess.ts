import { disk, patient, type Disk } from '../../../src/node/files/disk';
import { processes } from '../../../src/node/files/processes';

let last = 10_000_000;
const living = new Set<number>();

/**
 * Does something as a process of its own, which has ended afterwards: what it leaves behind is a dead process's.
 * @returns what it has thrown, or what it returns
 */
export async function asProcess<T>(own: Disk, work: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  const self = { ...(await processes().self()), pid: ++last };
  living.add(self.pid);
  const restore = [
    processes.replace({
      self: () => Promise.resolve(self),
      isRunning: (other) => Promise.resolve(living.has(other.pid)),
    }),
    disk.replace(patient(own, [1, 1, 1])),
  ];
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  } finally {
    living.delete(self.pid);
    for (const each of restore) each();
  }
}
