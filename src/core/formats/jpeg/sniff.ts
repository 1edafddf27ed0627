/** Start of image and the first byte of the next marker (ITU-T T.81, B.1.1.3). */
export function sniff(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;
}
