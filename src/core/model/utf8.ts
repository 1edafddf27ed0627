/** UTF-8 through ECMAScript's own functions: `TextEncoder` belongs to the platforms, not to this layer. */
export function encodeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes[length++] = Number.parseInt(escaped.slice(i + 1, i + 3), 16);
      i += 2;
    } else bytes[length++] = escaped.charCodeAt(i);
  }
  return bytes.slice(0, length);
}

/** @throws URIError when the bytes are not UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  return decodeURIComponent(escaped);
}
