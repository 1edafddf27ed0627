/** Random numbers that are the same in every run (mulberry32): from 0 up to, but not, `below`. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Numbers on which sizes and offsets break. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 0x1_0000];

type Mutation = (bytes: Uint8Array, random: (below: number) => number, other: Uint8Array) => Uint8Array;

const mutations: readonly Mutation[] = [
  function flipBits(bytes, random) {
    const copy = bytes.slice();
    for (let left = 1 + random(8); left > 0; left--) copy[random(copy.length)]! ^= 1 << random(8);
    return copy;
  },
  function flipHeaderBits(bytes, random) {
    const copy = bytes.slice();
    for (let left = 1 + random(4); left > 0; left--) copy[random(Math.min(600, copy.length))]! ^= 1 << random(8);
    return copy;
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random(bytes.length));
  },
  function putExtreme(bytes, random) {
    const copy = bytes.slice();
    const view = new DataView(copy.buffer);
    const value = extremes[random(extremes.length)]!;
    const at = random(Math.max(1, Math.min(600, copy.length - 4)));
    const little = random(2) === 0;
    if (copy.length >= at + 4) {
      if (random(2) === 0) view.setUint32(at, value, little);
      else view.setUint16(at, value & 0xffff, little);
    }
    return copy;
  },
  function putDigits(bytes, random) {
    // Text headers: other numbers, signs and separators in place of digits.
    const copy = bytes.slice();
    const digits = [...copy.subarray(0, 600)].flatMap((byte, i) => (byte >= 0x30 && byte <= 0x39 ? [i] : []));
    for (let left = 1 + random(3); left > 0 && digits.length > 0; left--) {
      copy[digits[random(digits.length)]!] = '0123456789-e. '.charCodeAt(random(14));
    }
    return copy;
  },
  function remove(bytes, random) {
    const from = random(bytes.length);
    const to = Math.min(bytes.length, from + 1 + random(40));
    return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);
  },
  function repeat(bytes, random) {
    const from = random(bytes.length);
    const part = bytes.subarray(from, from + 1 + random(40));
    return Uint8Array.from([...bytes.subarray(0, from), ...part, ...part, ...bytes.subarray(from + part.length)]);
  },
  function splice(bytes, random, other) {
    return Uint8Array.from([...bytes.subarray(0, random(bytes.length)), ...other.subarray(random(other.length))]);
  },
  function randomRest(bytes, random) {
    const copy = bytes.slice();
    for (let at = random(Math.min(600, copy.length)); at < copy.length; at++) copy[at] = random(256);
    return copy;
  },
];

/** A broken version of a file. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  return mutations[random(mutations.length)]!(bytes, random, other);
}
