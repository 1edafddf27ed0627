/* eslint-disable @typescript-eslint/consistent-type-imports -- a declared module cannot import a relative one otherwise */
declare module '@cornerstonejs/codec-charls/wasmjs' {
  const factory: import('./encoders').EncoderFactory<'JpegLSEncoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  const factory: import('./encoders').EncoderFactory<'J2KEncoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: import('./encoders').EncoderFactory<'HTJ2KEncoder'>;
  export default factory;
}
