import { zipSync } from 'fflate';

/** Bytes of an array as NumPy writes them. */
export function npy(shape: readonly number[], value: (index: number) => number = (index) => index % 251): Uint8Array {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n';
  const count = shape.reduce((product, side) => product * side, 1);
  return Buffer.concat([
    Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]),
    Buffer.from(header, 'latin1'),
    Uint8Array.from({ length: count }, (_, index) => value(index)),
  ]);
}

/** An archive as `numpy.savez` writes it. */
export function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, file]) => [`${name}.npy`, file])));
}
