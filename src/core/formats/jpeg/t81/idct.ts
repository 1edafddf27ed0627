/** Bits after the point of the factors, and those kept between the two passes. */
const factorBits = 13;
const passBits = 1;

const factor = (value: number): number => Math.round(value * 2 ** factorBits);
const f0298 = factor(0.298631336);
const f0390 = factor(0.390180644);
const f0541 = factor(0.5411961);
const f0765 = factor(0.765366865);
const f0899 = factor(0.899976223);
const f1175 = factor(1.175875602);
const f1501 = factor(1.50132111);
const f1847 = factor(1.847759065);
const f1961 = factor(1.96157056);
const f2053 = factor(2.053119869);
const f2562 = factor(2.562915447);
const f3072 = factor(3.072711026);

/**
 * Inverse cosine transform of a block of 8 × 8 coefficients, row by row, in place: the accurate integer algorithm of
 * Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with the fixed-point precision that libjpeg uses for 12-bit samples, so
 * that both round alike. Samples are centred around zero.
 */
export function inverseTransform(block: Int32Array): void {
  for (let column = 0; column < 8; column++) transform(block, column, 8, factorBits - passBits);
  // Eight of both passes, which are not normalised.
  for (let row = 0; row < 8; row++) transform(block, row * 8, 1, factorBits + passBits + 3);
}

/** Eight values `step` apart; the result is rounded and loses `shift` bits. */
function transform(data: Int32Array, at: number, step: number, shift: number): void {
  const [i1, i2, i3, i4] = [at + step, at + 2 * step, at + 3 * step, at + 4 * step];
  const [i5, i6, i7] = [at + 5 * step, at + 6 * step, at + 7 * step];
  // The even half: coefficients 0, 2, 4 and 6.
  const turned = Math.imul(data[i2]! + data[i6]!, f0541);
  const even2 = turned - Math.imul(data[i6]!, f1847);
  const even3 = turned + Math.imul(data[i2]!, f0765);
  const even0 = (data[at]! + data[i4]!) << factorBits;
  const even1 = (data[at]! - data[i4]!) << factorBits;
  const [a0, a1, a2, a3] = [even0 + even3, even1 + even2, even1 - even2, even0 - even3];
  // The odd half: coefficients 7, 5, 3 and 1.
  const [o0, o1, o2, o3] = [data[i7]!, data[i5]!, data[i3]!, data[i1]!];
  const common = Math.imul(o0 + o2 + o1 + o3, f1175);
  const z1 = Math.imul(o0 + o3, -f0899);
  const z2 = Math.imul(o1 + o2, -f2562);
  const z3 = common - Math.imul(o0 + o2, f1961);
  const z4 = common - Math.imul(o1 + o3, f0390);
  const b0 = Math.imul(o0, f0298) + z1 + z3;
  const b1 = Math.imul(o1, f2053) + z2 + z4;
  const b2 = Math.imul(o2, f3072) + z2 + z3;
  const b3 = Math.imul(o3, f1501) + z1 + z4;
  const half = 1 << (shift - 1);
  data[at] = (a0 + b3 + half) >> shift;
  data[i7] = (a0 - b3 + half) >> shift;
  data[i1] = (a1 + b2 + half) >> shift;
  data[i6] = (a1 - b2 + half) >> shift;
  data[i2] = (a2 + b1 + half) >> shift;
  data[i5] = (a2 - b1 + half) >> shift;
  data[i3] = (a3 + b0 + half) >> shift;
  data[i4] = (a3 - b0 + half) >> shift;
}
