/** Editors by view type: the one that opens medical images, and the one that is offered for others. */
export const viewTypes = ['samUnet.image', 'samUnet.imageOptional'] as const;

/** What VS Code shows itself, and what most often are no images: arrays, and headers that other programs call so as well. */
const optional = /\.(png|jpe?g|bmp|webp|np[yz]|hdr(\.gz)?)$/i;

/** View type for a file, as `contributes.customEditors` assigns them. */
export function viewTypeFor(path: string): (typeof viewTypes)[number] {
  return optional.test(path) ? 'samUnet.imageOptional' : 'samUnet.image';
}
