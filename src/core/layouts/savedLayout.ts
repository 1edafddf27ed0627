/** Layouts that masks are saved in among the images. */
export const savedLayouts = ['beside', 'objects', 'dicom-seg'] as const;
export type SavedLayout = (typeof savedLayouts)[number];

/**
 * The layout that an image is saved in, where one is wanted: images that are not DICOM get a label map instead of a Segmentation.
 * @param image `sources` are the DICOM files of its slices
 */
export function layoutFor({ sources }: { readonly sources?: readonly string[] }, wanted: SavedLayout): SavedLayout {
  return wanted === 'dicom-seg' && sources === undefined ? 'beside' : wanted;
}
