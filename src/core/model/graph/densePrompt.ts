import { logitGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { elementType } from '../onnx/model';
import { add, clip, concat, div, mul, reshape, sub, unsqueeze } from './ops';

/** Number of maps that {@link densePrompt} draws. */
export const denseChannels = 5;
/** The map that holds the ellipse inscribed in the box. */
export const ellipseChannel = 1;

/** Model pixels per cell of the logit grid. */
const cell = 4;
/** A click covers the cells whose centres are nearer than this, in model pixels; fading over the last `2`. */
const clickRadius = 6;
/** Farther than any cell is from any point. */
const farSquared = 1e9;

export interface PromptInputs {
  /** N×P×2 model pixels. */
  readonly coordinates: Value;
  /** N×P. */
  readonly labels: Value;
  /** M×1×G×G logits. */
  readonly mask: Value;
  /** M×1. */
  readonly hasMask: Value;
}

/**
 * Draws each prompt as five maps on the logit grid, N×5×G×G: inside of the box (-1..1, rising over one cell at its edges),
 * its inscribed ellipse (-1..1), positive clicks, negative clicks (0..1), and the previous mask (-1..1). Box edges are
 * continuous and not shifted; clicks lie half a model pixel from their coordinates.
 */
export function densePrompt(g: GraphBuilder, inputs: PromptInputs, config: ModelConfig): Value {
  const grid = logitGrid(config);
  const { coordinates, labels, mask, hasMask } = inputs;
  const centres = Array.from({ length: grid }, (_, i) => (i + 0.5) * cell);
  const axes = {
    x: { index: 0, centres: g.floats(centres, [1, 1, grid]) },
    y: { index: 1, centres: g.floats(centres, [1, grid, 1]) },
  };
  const starts = equals(g, labels, 2);
  const ends = equals(g, labels, 3);
  const hasBox = unsqueeze(g, reduce(g, 'ReduceSum', starts), [1, 2]);

  const boxes = [axes.x, axes.y].map((axis) => {
    const along = component(g, coordinates, axis.index);
    const edge = (corners: Value): Value => unsqueeze(g, reduce(g, 'ReduceSum', mul(g, along, corners)), [1, 2]);
    return { low: edge(starts), high: edge(ends), centres: axis.centres };
  });
  const inside = g.node(
    'Min',
    boxes.flatMap(({ low, high, centres: at }) => [sub(g, at, low), sub(g, high, at)]),
  );
  const box = mul(g, hasBox, clip(g, mul(g, inside, g.scalar(1 / cell)), -1, 1));
  const [dx, dy] = boxes.map(({ low, high, centres: at }) => {
    const middle = mul(g, add(g, low, high), g.scalar(0.5));
    const radius = g.node('Max', [mul(g, sub(g, high, low), g.scalar(0.5)), g.scalar(1)]);
    return square(g, div(g, sub(g, at, middle), radius));
  }) as [Value, Value];
  const ellipse = mul(g, hasBox, clip(g, sub(g, sub(g, g.scalar(1), dx), dy), -1, 1));

  const distances = [axes.x, axes.y].map(({ index, centres: at }) => {
    const position = add(g, component(g, coordinates, index), g.scalar(0.5));
    return square(g, sub(g, unsqueeze(g, at, [0]), unsqueeze(g, position, [2, 3])));
  }) as [Value, Value];
  const distance = add(g, ...distances);
  const clicks = [1, 0].map((label) => {
    const absent = sub(g, g.scalar(1), equals(g, labels, label));
    const far = unsqueeze(g, mul(g, absent, g.scalar(farSquared)), [2, 3]);
    // The least of no distances at all is infinite at best.
    const least = g.node('Min', [reduce(g, 'ReduceMin', add(g, distance, far)), g.scalar(farSquared)]);
    const nearest = g.node('Sqrt', [least]);
    return clip(g, mul(g, sub(g, g.scalar(clickRadius), nearest), g.scalar(0.5)), 0, 1);
  });

  const previous = g.node('Tanh', [mul(g, mask, g.scalar(0.25))]);
  const masked = mul(g, previous, unsqueeze(g, hasMask, [2, 3]));
  // Multiplying by ones of N×1×1×1 brings one mask for all prompts to the number of prompts.
  const ones = unsqueeze(g, add(g, mul(g, hasBox, g.scalar(0)), g.scalar(1)), [1]);
  const drawn = [box, ellipse, ...clicks].map((map) => unsqueeze(g, map, [1]));
  return concat(g, [...drawn, mul(g, masked, ones)], 1);
}

/** 1 where N×P `labels` equal `label`, else 0. */
function equals(g: GraphBuilder, labels: Value, label: number): Value {
  return g.node('Cast', [g.node('Equal', [labels, g.scalar(label)])], { to: elementType.float });
}

/** x (0) or y (1) of N×P×2 coordinates, N×P. */
function component(g: GraphBuilder, coordinates: Value, index: number): Value {
  return g.node('Gather', [coordinates, reshape(g, g.ints([index]), [])], { axis: 2 });
}

/** Reduces over the prompt's tokens, axis 1, which is dropped. */
function reduce(g: GraphBuilder, operator: 'ReduceMin' | 'ReduceSum', x: Value): Value {
  return g.node(operator, [x, g.ints([1])], { keepdims: 0 });
}

function square(g: GraphBuilder, x: Value): Value {
  return mul(g, x, x);
}
