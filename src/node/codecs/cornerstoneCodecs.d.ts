/* eslint-disable @typescript-eslint/consistent-type-imports -- a declared module cannot import a relative one otherwise */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: import('./wasmDecoder').WasmModuleFactory<'JpegLSDecoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: import('./wasmDecoder').WasmModuleFactory<'J2KDecoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: import('./wasmDecoder').WasmModuleFactory<'HTJ2KDecoder'>;
  export default factory;
}

/** Where the file lies: an absolute path, or relative to the bundle. */
declare module '@cornerstonejs/*wasm' {
  const path: string;
  export default path;
}
