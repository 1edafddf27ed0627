import type { BrushLimits } from '../image/brushLimits';

/** How brush and eraser paint. */
export interface BrushSettings extends BrushLimits {
  /** In pixels; of pixels that are not square, in the shorter of their sides. */
  readonly diameter: number;
}

export const defaultBrush: BrushSettings = { diameter: 20, range: null, sparesOthers: false };

/** Diameters that one can step through: by one up to 10, then by steps that double whenever the diameter has doubled. */
const diameters = [...diametersTo(1024)];

function* diametersTo(largest: number): Generator<number> {
  for (let diameter = 1, step = 1; diameter <= largest; diameter += step) {
    yield diameter;
    if (diameter === 10 * step) step *= 2;
  }
}

/** The diameter so many steps larger, or smaller; the first or last one at the ends. */
export function stepDiameter(diameter: number, steps: number): number {
  const at = diameters.findLastIndex((each) => each <= diameter);
  return diameters[Math.min(Math.max(at + steps, 0), diameters.length - 1)]!;
}

/** Share of the radius at the lightest touch of a pen. */
const lightest = 0.25;

/** @param pressure of a pen from 0 to 1; 1 for anything else */
export function brushRadius({ diameter }: BrushSettings, pressure: number): number {
  return (diameter / 2) * (lightest + (1 - lightest) * pressure);
}
