import { fromHalf } from '../halfFloat';
import { elementType, type Dim, type ExternalData, type Graph, type Initializer } from '../onnx/model';

/** A weight of a graph that is stored in another file. */
export interface StoredWeight extends Initializer {
  readonly data: ExternalData;
}

/** The weights of a graph that are stored in another file. */
export function storedWeightsOf(graph: Graph): StoredWeight[] {
  return graph.initializers.filter((each): each is StoredWeight => !(each.data instanceof Uint8Array));
}

/**
 * A graph with its weights in itself, so that it can be loaded from memory.
 *
 * @param contents little-endian elements of the weights, or 32-bit values in their place
 */
export function embedWeights(graph: Graph, contents: (weight: StoredWeight) => Uint8Array | Float32Array): Graph {
  const initializers = graph.initializers.map((each): Initializer => {
    if (each.data instanceof Uint8Array) return each;
    const data = contents(each as StoredWeight);
    if (data instanceof Uint8Array) return { ...each, data };
    return { ...each, type: elementType.float, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  });
  return { ...graph, initializers };
}

/** A graph with some of its weights as inputs of 32-bit floats: parameters that can be trained. */
export function freeWeights(graph: Graph, names: ReadonlySet<string>): Graph {
  const freed = graph.initializers.filter(({ name }) => names.has(name));
  return {
    ...graph,
    inputs: [...graph.inputs, ...freed.map(({ name, dims }) => ({ name, type: elementType.float, dims }))],
    initializers: graph.initializers.filter(({ name }) => !names.has(name)),
  };
}

/** A graph whose inputs have the given extents. */
export function fixInputs(graph: Graph, extents: Readonly<Record<string, readonly Dim[]>>): Graph {
  return { ...graph, inputs: graph.inputs.map((input) => ({ ...input, dims: extents[input.name] ?? input.dims })) };
}

/** Stored elements as 32-bit values. */
export function toFloats(data: Uint8Array, type: Initializer['type']): Float32Array {
  // Copied into a buffer of its own: a view may begin anywhere.
  const { buffer } = Uint8Array.from(data);
  return type === elementType.float16 ? Float32Array.from(new Uint16Array(buffer), fromHalf) : new Float32Array(buffer);
}
