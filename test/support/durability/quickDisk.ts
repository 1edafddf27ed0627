import { systemDisk, type Disk } from '../../../src/node/files/disk';

/** The disk of this machine without waiting for it: power cuts are no part of these tests. */
export const quickDisk: Disk = {
  ...systemDisk,
  open: async (file, mode) => ({ ...(await systemDisk.open(file, mode)), sync: () => Promise.resolve() }),
  syncFolder: () => Promise.resolve(),
};
