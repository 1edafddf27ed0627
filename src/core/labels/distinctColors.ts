/** A colour in OKLab: lightness 0..1, green–red and blue–yellow. */
type OkLab = readonly [lightness: number, a: number, b: number];

/** Colours to choose from: readable on black and on grey anatomy, and never close to grey itself. */
const lightnesses = [0.45, 0.58, 0.71, 0.84];
const chromas = [0.09, 0.15, 0.21];
const hues = 48;

/** Lightness distinguishes fewer labels than hue when masks are semi-transparent. */
const lightnessWeight = 0.8;

/**
 * Extends a list of colours. Each added colour is the one farthest, in OKLab, from all before it. The sequence is
 * deterministic: a colour depends only on its position.
 * @param first colours to begin with, `#rrggbb`
 * @param count length of the result, with the first ones
 * @see Ottosson, “A perceptual color space for image processing” (2020)
 */
export function distinctColors(first: readonly string[], count: number): string[] {
  const candidates = allCandidates();
  const colors = [...first];
  const nearest = candidates.map(({ lab }) => Math.min(...first.map((hex) => distance(lab, toOkLab(hex)))));
  while (colors.length < count) {
    const best = nearest.indexOf(Math.max(...nearest));
    const { hex, lab } = candidates[best]!;
    colors.push(hex);
    for (const [i, candidate] of candidates.entries()) {
      nearest[i] = Math.min(nearest[i]!, distance(candidate.lab, lab));
    }
  }
  return colors;
}

/** How far two colours are apart, in OKLab; 0.02 is a just noticeable difference of large patches. */
export function colorDistance(a: string, b: string): number {
  return distance(toOkLab(a), toOkLab(b));
}

function distance(p: OkLab, q: OkLab): number {
  return Math.hypot(lightnessWeight * (p[0] - q[0]), p[1] - q[1], p[2] - q[2]);
}

function allCandidates(): { hex: string; lab: OkLab }[] {
  const found: { hex: string; lab: OkLab }[] = [];
  for (const lightness of lightnesses) {
    for (const chroma of chromas) {
      for (let i = 0; i < hues; i++) {
        const hue = (2 * Math.PI * i) / hues;
        const lab: OkLab = [lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)];
        const rgb = toRgb(lab);
        // Some lie outside sRGB.
        if (rgb.some((value) => value < 0 || value > 1)) continue;
        found.push({ hex: hexOf(rgb), lab });
      }
    }
  }
  return found;
}

function toOkLab(hex: string): OkLab {
  const [r, g, b] = [1, 3, 5].map((at) => toLinear(parseInt(hex.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @returns red, green and blue, 0..1 where the colour lies in sRGB */
function toRgb([lightness, a, b]: OkLab): number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(fromLinear);
}

const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

function hexOf(rgb: readonly number[]): string {
  return `#${rgb
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
