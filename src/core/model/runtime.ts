/** A dense float32 array in row-major order, as it crosses the border to an inference runtime. */
export interface Tensor {
  readonly dims: readonly number[];
  /** Exactly the product of `dims` values. */
  readonly data: Float32Array;
}

/** Where a session computes. Names are those of ONNX Runtime's execution providers. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';

export interface SessionOptions {
  readonly provider: ExecutionProvider;
  /** Number of threads of one operator on the CPU. */
  readonly threads: number;
}

/** One loaded graph. */
export interface TensorSession {
  /** Runs the graph once; the result holds every output by name. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

/** Port: loads ONNX graphs. */
export interface TensorRuntime {
  /**
   * @param graph absolute path of an `.onnx` file whose external data lies in the same folder, or the bytes of a small graph
   *   that has none
   * @throws UserError `bad-model` when the file is no graph this runtime can run, `no-device` when the provider cannot be used
   */
  load(graph: string | Uint8Array, options: SessionOptions): Promise<TensorSession>;
}
