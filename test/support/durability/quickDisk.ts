import { systemDisk, type Disk } from '../../../src/node/files/disk';

/** A disk that nobody waits for: power cuts are no part of these tests. */
export function quickened(disk: Disk): Disk {
  return {
    ...disk,
    open: async (file, mode) => ({ ...(await disk.open(file, mode)), sync: () => Promise.resolve() }),
    syncFolder: () => Promise.resolve(),
  };
}

/** The disk of this machine without waiting for it. */
export const quickDisk: Disk = quickened(systemDisk);
