/** Values below this are raised first, as the series needs large ones. */
const large = 10;

/** Natural logarithm of the gamma function of a positive number (Stirling's series, Abramowitz and Stegun, 6.1.41). */
export function logGamma(x: number): number {
  let [shift, z] = [0, x];
  while (z < large) shift += Math.log(z++);
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

/** Logarithm of the number of ways to choose `k` of `n`; −∞ where there is none. */
export function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? -Infinity : logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** Logarithm of the beta function. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
