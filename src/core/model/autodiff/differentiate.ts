import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { add } from '../graph/ops';
import { GraphBuilder, type Value } from '../onnx/graphBuilder';
import type { Graph, Node } from '../onnx/model';
import { arithmetic } from './gradients/arithmetic';
import { functions } from './gradients/functions';
import { layout } from './gradients/layout';
import { normalisation } from './gradients/normalisation';
import { products } from './gradients/products';
import { reductions } from './gradients/reductions';
import type { GradientRule } from './gradients/rule';
import { inferShapes } from './shapes';

/** The operators that have gradients. */
const rules: Readonly<Record<string, GradientRule>> = {
  ...arithmetic,
  ...functions,
  ...layout,
  ...normalisation,
  ...products,
  ...reductions,
};

/** Operators that are constant almost everywhere: no gradient passes them. */
const flat: ReadonlySet<string> = new Set(['Equal', 'Greater', 'Less', 'Shape']);

/** Name of the output that holds the gradient of a value. */
export function gradientOf(value: Value): string {
  return `gradient_${value}`;
}

/**
 * Reverse-mode differentiation (Griewank and Walther, Evaluating Derivatives, 2008, chapter 3) of one output of a graph: the
 * nodes of the graph, followed by those that compute the gradients.
 *
 * @param graph one whose inputs have fixed extents
 * @param loss an output of one element; it stays an output
 * @param parameters inputs of the graph; the gradient of each is an output named by {@link gradientOf}
 * @throws UserError `bad-model` naming an operator without a gradient between a parameter and the loss
 */
export function differentiate(graph: Graph, loss: string, parameters: readonly string[]): Graph {
  const shapes = inferShapes(graph);
  const known = (value: Value): { shape: readonly number[]; ints?: readonly number[] } => shapes.get(value)!;
  const source = graph.nodes.find(({ outputs }) => outputs.includes(loss))!.inputs[0]!;
  const g = GraphBuilder.continuing(graph);
  const dependent = dependentOn(graph.nodes, parameters);
  const gradients = new Map<Value, Value>([[source, g.floats([1], known(source).shape)]]);
  for (const node of graph.nodes.toReversed()) {
    const [output] = node.outputs as [Value];
    const gradient = gradients.get(output);
    if (gradient === undefined || !dependent.has(output)) continue;
    const wants = (input: number): boolean => dependent.has(node.inputs[input]!);
    const given = ruleOf(node)({ g, node, output, gradient, known, wants });
    given.forEach((part, i) => {
      const input = node.inputs[i]!;
      if (part === undefined || !dependent.has(input)) return;
      const before = gradients.get(input);
      gradients.set(input, before === undefined ? part : add(g, before, part));
    });
  }
  for (const { name, dims } of graph.outputs) g.keep(name, dims);
  for (const parameter of parameters) {
    const { shape } = known(parameter);
    const gradient = gradients.get(parameter) ?? g.floats(new Float32Array(size(shape)), shape);
    g.output(gradientOf(parameter), gradient, shape);
  }
  return g.build();
}

function ruleOf({ operator }: Node): GradientRule {
  const rule = rules[operator];
  if (rule !== undefined) return rule;
  throw new UserError('bad-model', {
    problem: t`The operator “${operator}” has no gradient.`,
    advice: t`Teach labels to a model without this operator.`,
  });
}

/** All values that change with a parameter. */
function dependentOn(nodes: readonly Node[], parameters: readonly string[]): ReadonlySet<Value> {
  const dependent = new Set<Value>(parameters);
  for (const { operator, inputs, outputs } of nodes) {
    if (!flat.has(operator) && inputs.some((input) => dependent.has(input))) {
      for (const output of outputs) dependent.add(output);
    }
  }
  return dependent;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
