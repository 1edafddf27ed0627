export interface LineStyle {
  readonly color: string;
  /** Of the line itself, in CSS pixels. */
  readonly width: number;
  /** Lengths of dashes and gaps; a whole line when absent. */
  readonly dash?: readonly number[] | undefined;
}

/** Opacity of the black rim on both sides of a line. */
export const haloOpacity = 0.7;

/** Width of the rim on each side, in CSS pixels. */
export const haloWidth = 1.25;

/** Draws a line of any colour so that it stands out from any grey: with a dark rim, which shows in the gaps of dashes too. */
export function strokeWithHalo(
  context: CanvasRenderingContext2D,
  path: Path2D,
  { color, width, dash = [] }: LineStyle,
): void {
  context.setLineDash([]);
  context.lineWidth = width + 2 * haloWidth;
  context.strokeStyle = `rgba(0, 0, 0, ${haloOpacity})`;
  context.stroke(path);
  context.setLineDash([...dash]);
  context.lineWidth = width;
  context.strokeStyle = color;
  context.stroke(path);
  context.setLineDash([]);
}
