/** Where the file lies: an absolute path, or relative to the bundle. */
declare module '@cwasm/*.wasm' {
  const path: string;
  export default path;
}

/** The part of Node's global that is used here: the types of Node leave it to those of the DOM. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Readonly<Record<string, unknown>>): Promise<Instance>;
}
