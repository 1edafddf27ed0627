/** A tool as clients see it. */
export interface ServedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown> & { readonly type: 'object' };
  readonly writes: boolean;
}

/** A call of a tool by a client. */
export interface ServedCall {
  readonly name: string;
  readonly input: unknown;
  /** The name that the client gives itself. */
  readonly client: string | undefined;
  readonly signal: AbortSignal;
  /** Asks the user through the client; `unable` where the client cannot ask. */
  readonly ask: (question: string) => Promise<'yes' | 'no' | 'unable'>;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ServeOptions {
  readonly version: string;
  readonly instructions: string;
  readonly tools: readonly ServedTool[];
  /** @throws Error whose message goes to the assistant */
  readonly call: (call: ServedCall) => Promise<object>;
}

/** What the bundle of the Model Context Protocol exports. */
export interface McpModule {
  /** Serves tools over standard input and output, until the client closes them. */
  serve(options: ServeOptions): Promise<void>;
}
