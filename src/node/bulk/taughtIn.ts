import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import { decoderOf, findTaught } from '../teach/taughtStore';

/** The taught labels of a folder, each read once. */
export function taughtIn(folder: string): (label: string) => Promise<TaughtDecoder> {
  const known = new Map<string, Promise<TaughtDecoder>>();
  return (label) => {
    const found = known.get(label) ?? findTaught(folder, label).then(decoderOf);
    known.set(label, found);
    return found;
  };
}
