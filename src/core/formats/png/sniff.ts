const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG signature (PNG 3rd edition, 5.2). */
export function sniff(head: Uint8Array): boolean {
  return signature.every((byte, i) => head[i] === byte);
}
