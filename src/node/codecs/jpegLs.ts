import wasm from '@cornerstonejs/codec-charls/decodewasm';
import type { WasmCodec } from './wasmDecoder';

/** JPEG-LS, lossless and near-lossless (ITU-T T.87). */
export const jpegLs: WasmCodec<'JpegLSDecoder'> = {
  title: 'JPEG-LS',
  decoder: 'JpegLSDecoder',
  wasm,
  load: () => import('@cornerstonejs/codec-charls/decodewasmjs'),
};
