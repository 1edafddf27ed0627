/** Files up to this size may lie in the file system's own records, without blocks; in bytes. */
const mayHaveNoBlocks = 4096;

/**
 * Whether a file lies in the cloud alone (OneDrive, iCloud, Dropbox): it has a size, but nothing of it on the disk, and whoever opens
 * it waits until it is downloaded.
 */
export function isInCloud({ size, blocks }: { readonly size: number; readonly blocks: number }): boolean {
  return size > mayHaveNoBlocks && blocks === 0;
}
