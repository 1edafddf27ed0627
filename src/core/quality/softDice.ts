/**
 * Agreement of two grids of logits of one frame, 0 to 1: the Dice coefficient of their probabilities with squares in the
 * denominator (Milletari et al., V-Net, 2016). 1 for two grids that see nothing.
 */
export function softDice(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [probability(a[i]!), probability(b[i]!)];
    both += p * q;
    squares += p * p + q * q;
  }
  return squares < 1e-6 ? 1 : (2 * both) / squares;
}

export function probability(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
