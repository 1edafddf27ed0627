import wasm from '@cornerstonejs/codec-openjph/wasm';
import type { WasmCodec } from './wasmDecoder';

/** High-throughput JPEG 2000, part 15 (ITU-T T.814). */
export const highThroughputJpeg2000: WasmCodec<'HTJ2KDecoder'> = {
  title: 'HTJ2K',
  decoder: 'HTJ2KDecoder',
  wasm,
  readsHeaderFirst: true,
  load: () => import('@cornerstonejs/codec-openjph/wasmjs'),
};
