import { differentiate } from '../model/autodiff/differentiate';
import { fixInputs, freeWeights } from '../model/autodiff/parameters';
import { logitGrid, tokenGrid, type ModelConfig } from '../model/config';
import { GraphBuilder } from '../model/onnx/graphBuilder';
import type { Graph } from '../model/onnx/model';
import { softLoss } from './loss';

/** Names of what a training graph takes and gives beside the decoder's inputs and the parameters' gradients. */
export const training = { targets: 'targets', loss: 'loss', dice: 'dice' } as const;

/**
 * The graph of one step of training: from a batch of embeddings, a box each, their target masks and the parameters to the loss
 * and its gradients. The decoder's inputs have B embeddings instead of one, and each gets the prompt of its row.
 *
 * @param decoder as `buildDecoder` gives it, with its other weights in itself or beside it
 * @param parameters names of the weights to train; they become inputs
 * @param batch B
 * @throws UserError `bad-model` naming an operator without a gradient
 */
export function trainingGraph(
  decoder: Graph,
  config: ModelConfig,
  parameters: ReadonlySet<string>,
  batch: number,
): Graph {
  const grid = logitGrid(config);
  const tokens = tokenGrid(config);
  const fixed = fixInputs(freeWeights(decoder, parameters), {
    image_embeddings: [batch, config.promptWidth, tokens, tokens],
    multi_scale_feature: [batch, config.maskChannels, grid, grid],
    point_coords: [batch, 2, 2],
    point_labels: [batch, 2],
    mask_input: [1, 1, grid, grid],
    has_mask_input: [1, 1],
  });
  const g = GraphBuilder.continuing(fixed);
  const targets = g.input(training.targets, [batch, 1, 2 * grid, 2 * grid]);
  const hasQuality = decoder.outputs.some(({ name }) => name === 'quality');
  const answers = { logits: 'low_res_logits', targets, batch, grid, ...(hasQuality ? { quality: 'quality' } : {}) };
  const { loss, dice } = softLoss(g, answers);
  g.output(training.loss, loss, [1]);
  g.output(training.dice, dice, [1]);
  return differentiate(g.build(), training.loss, [...parameters]);
}
