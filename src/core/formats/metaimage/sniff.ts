/** The fields that a header begins with, of which ObjectType is optional. */
const start = /^(?:(?:Comment|ObjectSubType|NDims) *=|ObjectType *= *Image\s)/;
/** A field that every header has. */
const dimensions = /^NDims *= *\d+\s*$/m;

/** MetaImage has no magic: it is recognised by the fields at its start. */
export function sniff(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, 1024));
  return start.test(text) && dimensions.test(text);
}
