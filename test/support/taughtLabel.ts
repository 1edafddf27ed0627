import type { TaughtCard } from '../../src/core/teach/card';
import { saveTaught } from '../../src/node/teach/taughtStore';

/** What a taught label says of itself, whatever its weights. */
export const taughtCard: Parameters<typeof saveTaught>[1] = {
  ...{ format: 'sam-unet-taught-label', version: 1, label: 'liver: left' },
  model: { name: 'compact', sha256: 'a'.repeat(64) },
  tiles: 2,
  examples: [{ image: 'a/1.png', sha256: 'b'.repeat(64), slice: 0, by: 'Ada' }],
  settings: { seed: '0', steps: 80, holdout: 0.25, tiles: 4 },
  heldOut: { images: 6, before: 0.2, after: 0.9, interval: [0.85, 0.95] },
  ...{ qualityOffset: 0.05, seconds: 30, at: '2026-11-29T12:00:00.000Z', by: 'Ada' },
};

/** Teaches a label in a folder. @param weights bytes that no model can load */
export function teachLabel(
  folder: string,
  label: string,
  weights: readonly number[],
  changes: Partial<TaughtCard> = {},
): Promise<TaughtCard> {
  return saveTaught(folder, { ...taughtCard, ...changes, label }, Uint8Array.from(weights));
}
