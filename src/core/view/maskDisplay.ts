/** How masks are drawn over the image. */
export interface MaskDisplay {
  /** Whether their pixels are filled, or outlined alone. */
  readonly fill: boolean;
  /** Of the pixels where they are filled, above 0 to 1. */
  readonly opacity: number;
}

export const defaultMaskDisplay: MaskDisplay = { fill: true, opacity: 0.35 };

export const maskColorings = ['label', 'object', 'status'] as const;

/** What the colours of masks stand for. */
export type MaskColoring = (typeof maskColorings)[number];
