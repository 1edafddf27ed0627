/**
 * Run lengths of bytes (TIFF 6.0, section 9).
 * @returns at most `limit` bytes, fewer when the data end before
 */
export function decodePackBits(bytes: Uint8Array, limit: number): Uint8Array {
  // Two bytes give at most 128.
  const output = new Uint8Array(Math.min(limit, bytes.length * 64));
  let written = 0;
  for (let at = 0; at < bytes.length && written < output.length;) {
    const head = bytes[at++]!;
    if (head === 128) continue;
    if (head < 128) {
      const run = bytes.subarray(at, at + Math.min(head + 1, output.length - written));
      output.set(run, written);
      written += run.length;
      at += head + 1;
    } else {
      const stop = Math.min(output.length, written + 257 - head);
      output.fill(bytes[at++] ?? 0, written, stop);
      written = stop;
    }
  }
  return output.subarray(0, written);
}
