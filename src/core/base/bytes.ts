/** The parts one after the other, in an array of its own. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Every byte as the character of its number: exact for ASCII, and nothing is lost of other encodings. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  // Arguments go onto the stack, which is limited.
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}
