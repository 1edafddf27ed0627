const maskFolder = /(^|\/)(masks|labelsTr|labelsTs)\//;

/** Whether a file lies in a folder that layouts keep for masks, and so is no image to be segmented itself. */
export function isInMaskFolder(path: string): boolean {
  return maskFolder.test(path);
}
