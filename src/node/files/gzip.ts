import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import type { Gunzip, Gzip } from '../../core/formats/gzip';
import type { DeflatePart } from '../../core/formats/png/largeLabelMap';
import { inflateUpTo } from '../../core/formats/inflate';

/** Packs fast: label maps shrink to a hundredth at the lowest level already. */
export const gzip: Gzip = (bytes) => gzipSync(bytes, { level: 1 });

/** Packs as fast as {@link gzip}. @see DeflatePart */
export const deflatePart: DeflatePart = (bytes, isLast) =>
  deflateRawSync(bytes, { level: 1, finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH });

/** @see Gunzip */
export const gunzip: Gunzip = (bytes, limit) => {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, limit) });
  } catch {
    // It is broken, or longer than the limit: whatever its beginning holds is taken from it piece by piece.
    return inflateUpTo(limit, [bytes], 'gzip').bytes;
  }
};
