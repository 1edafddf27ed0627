/** Editors by view type: the one that opens medical images, and the one that is offered for others. */
export const viewTypes = ['samUnet.image', 'samUnet.imageOptional'] as const;

/** What VS Code shows itself, and arrays, which most often are no images. */
const optional = /\.(png|jpe?g|bmp|webp|npy)$/i;

/** View type for a file, as `contributes.customEditors` assigns them. */
export function viewTypeFor(path: string): (typeof viewTypes)[number] {
  return optional.test(path) ? 'samUnet.imageOptional' : 'samUnet.image';
}
