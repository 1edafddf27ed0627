import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import { findTaught } from '../teach/taughtStore';

/** The taught labels of a folder, each read once. */
export function taughtIn(folder: string): (label: string) => Promise<TaughtDecoder> {
  const known = new Map<string, Promise<TaughtDecoder>>();
  return (label) => {
    const found = known.get(label) ?? decoderOf(folder, label);
    known.set(label, found);
    return found;
  };
}

async function decoderOf(folder: string, label: string): Promise<TaughtDecoder> {
  const { card, weights } = await findTaught(folder, label);
  return { key: card.weights.sha256, weights, tiles: card.tiles, qualityOffset: card.qualityOffset };
}
