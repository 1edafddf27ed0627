/** A DICOM file (Explicit VR Little Endian) whose header has another Number of Frames of two digits. @throws Error without one */
export function withFrames(file: Uint8Array, frames: number): Uint8Array {
  const bytes = Buffer.from(file);
  const at = bytes.indexOf(Buffer.from([0x28, 0, 8, 0, 0x49, 0x53, 2, 0]));
  if (at < 0) throw new Error('The file has no Number of Frames of two digits.');
  bytes.write(String(frames).padEnd(2), at + 8, 'latin1');
  return new Uint8Array(bytes);
}
