import wasm from '@cornerstonejs/codec-openjpeg/decodewasm';
import type { WasmCodec } from './wasmDecoder';

/** JPEG 2000, part 1, as codestream or JP2 file (ITU-T T.800). */
export const jpeg2000: WasmCodec<'J2KDecoder'> = {
  title: 'JPEG 2000',
  decoder: 'J2KDecoder',
  wasm,
  load: () => import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
};
