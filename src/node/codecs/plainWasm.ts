import { readFile } from 'node:fs/promises';
import { once } from '../../core/base/once';
import { bundledFile } from '../process/productPaths';

/** What a C library exports that was compiled without Emscripten. Pointers are offsets into its memory, below 4 GiB. */
export interface PlainWasm {
  readonly memory: WebAssembly.Memory;
  /** May be negative: pointers are signed numbers of 32 bits. 0 where there is no memory. */
  malloc(bytes: number): number;
  free(pointer: number): void;
}

/**
 * Prepares a library. Each call of what is returned makes an instance of its own: a broken one leaves nothing behind, and the
 * memory is given back.
 * @param file as esbuild names it
 */
export function plainWasm<T extends PlainWasm>(file: string): () => Promise<T> {
  const compiled = once(async () => WebAssembly.compile(await readFile(bundledFile(file))));
  return async () => {
    const imports = { wasi_snapshot_preview1: system, env: jumps };
    const { exports } = await WebAssembly.instantiate(await compiled(), imports);
    return exports as unknown as T;
  };
}

const refuse = (): never => {
  throw new Error('the library stopped');
};

/** The libraries have no files and no environment; they reach for them to print and to end. */
const system = {
  environ_sizes_get: () => 0,
  environ_get: refuse,
  proc_exit: refuse,
  fd_close: refuse,
  fd_seek: refuse,
  fd_write: refuse,
};

/** Jumps out of a failed call, which leaves the instance in disorder. */
const jumps = { setjmp: () => 0, longjmp: refuse };

/** Takes memory. @throws Error when there is none left */
export function allocate(library: PlainWasm, bytes: number): number {
  const pointer = library.malloc(bytes) >>> 0;
  if (pointer === 0) throw new Error('out of memory');
  return pointer;
}
