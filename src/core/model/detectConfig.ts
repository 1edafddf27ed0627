import * as v from 'valibot';
import { UserError } from '../base/error';
import { sentences, t } from '../text/message';
import { modelConfigSchema, patch, type ModelConfig } from './config';
import { weightShapes } from './graph/weights';

type Shapes = ReadonlyMap<string, readonly number[]>;

const vitPrefix = 'image_encoder.sam_img_encoder';
/** Counters that PyTorch and profilers keep beside the weights. */
const counters = /(?:^|\.)(?:num_batches_tracked|total_ops|total_params)$/;
/** Keys that an error message lists. */
const mostListed = 3;

/** The weights among a checkpoint's tensors: all but counters. */
export function isWeight(key: string): boolean {
  return !counters.test(key);
}

/** Width of a ViT whose number of heads cannot be detected from the weights: without relative positions nothing has a head's width. */
export function headsUnknown(shapes: Shapes): number | undefined {
  const width = shapes.get(`${vitPrefix}.pos_embed`)?.[3];
  return shapes.has(`${vitPrefix}.blocks.0.attn.rel_pos_h`) ? undefined : width;
}

/**
 * Detects a SAM-UNet's architecture from the names and shapes of its weights.
 *
 * @param shapes of all tensors by their PyTorch names, without prefixes of wrappers
 * @param heads attention heads of the ViT, needed if {@link headsUnknown} returns a width
 * @throws UserError `bad-model` for another model or one that lacks weights or has others; `bad-input` without heads
 */
export function detectConfig(shapes: Shapes, heads?: number): ModelConfig {
  refuseOthers(shapes);
  const unknown = headsUnknown(shapes);
  if (unknown !== undefined && heads === undefined) throw needsHeads(unknown);
  const config = checked(read(shapes, heads));
  compare(shapes, config);
  return config;
}

function refuseOthers(shapes: Shapes): void {
  if (shapes.has(`${vitPrefix}.pos_embed`)) return;
  const keys = [...shapes.keys()];
  if (keys.some((key) => /(?:^|\.)mask_decoder\.iou_token\./.test(key))) {
    const width = [...shapes].find(([key]) => key.endsWith('image_encoder.pos_embed'))?.[1][3];
    const kind = { 768: ' (ViT-B)', 1024: ' (ViT-L)', 1280: ' (ViT-H)' }[width ?? 0] ?? '';
    throw new UserError('bad-model', {
      problem: t`This is a Segment Anything checkpoint${kind}: it lacks the convolutional branch and the adapters of a SAM-UNet.`,
      advice: t`Train a SAM-UNet from it, and convert that.`,
    });
  }
  throw new UserError('bad-model', {
    problem: t`This is not a SAM-UNet: it has no “${vitPrefix}.pos_embed”, but it has ${listed(keys)}.`,
    advice: t`Choose a checkpoint of a SAM-UNet, saved as torch.save({"model": model.state_dict()}, path).`,
  });
}

/** Reads every field where the weights show it; what is missing is 0 and found by {@link checked} or {@link compare}. */
function read(shapes: Shapes, heads: number | undefined): unknown {
  const extent = (key: string, axis = 0): number => shapes.get(key)?.[axis] ?? 0;
  return {
    imageSize: extent(`${vitPrefix}.pos_embed`, 1) * patch,
    vit: vit(shapes, heads),
    conv: convolutionalBranch(shapes),
    promptWidth: extent(`${vitPrefix}.neck.0.weight`),
    maskChannels: extent('embedding_encoder.3.bias'),
    maskFeatureHidden: extent('mask_decoder.embedding_maskfeature.0.bias'),
    decoderMlp: extent('mask_decoder.sam_mask_decoder.transformer.layers.0.mlp.lin1.bias'),
    densePrompt: shapes.has('mask_decoder.prior_scale'),
    skip: shapes.has('skip.weight'),
    quality: shapes.has('mask_decoder.quality_token.weight'),
  };
}

function vit(shapes: Shapes, heads: number | undefined): ModelConfig['vit'] {
  const [, grid = 0, , width = 0] = shapes.get(`${vitPrefix}.pos_embed`) ?? [];
  let depth = 0;
  while (shapes.has(`${vitPrefix}.blocks.${String(depth)}.norm1.weight`)) depth++;
  const tables = Array.from({ length: depth }, (_, i) => shapes.get(`${vitPrefix}.blocks.${String(i)}.attn.rel_pos_h`));
  const headWidth = tables[0]?.[1];
  // A table has a row for each distance of two tokens: twice the side of the attended grid, less one.
  const sides = tables.map((table) => ((table?.[0] ?? 0) + 1) / 2);
  const windows = sides.filter((side) => side !== grid);
  if (headWidth === undefined || windows.length === 0) {
    return {
      width,
      depth,
      heads: headWidth === undefined ? (heads ?? 0) : width / headWidth,
      globalBlocks: quarters(depth),
      window: 0,
      relativePositions: headWidth !== undefined,
    };
  }
  const globalBlocks = sides.flatMap((side, block) => (side === grid ? [block] : []));
  return { width, depth, heads: width / headWidth, globalBlocks, window: windows[0] ?? 0, relativePositions: true };
}

/** Where no block has windows, weights do not show which ones take features in; in every known model they end its quarters. */
function quarters(depth: number): number[] {
  return [1, 2, 3, 4].map((quarter) => Math.floor((quarter * depth) / 4) - 1);
}

function needsHeads(width: number): UserError {
  return new UserError('bad-input', {
    problem: t`The number of attention heads of the ViT of width ${String(width)} cannot be detected from the weights.`,
    advice: t`Enter the number it was trained with; on the command line, use --heads.`,
  });
}

function convolutionalBranch(shapes: Shapes): unknown {
  if (shapes.has('conv.stem.0.weight')) return { kind: 'efficientnet-lite0' };
  const kind = shapes.has('resnet.stage1.0.conv3.weight') ? 'resnet50' : 'resnet34';
  return { kind, width: shapes.get('resnet.stage0.0.weight')?.[0] ?? 0 };
}

function checked(config: unknown): ModelConfig {
  const result = v.safeParse(modelConfigSchema, config);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError('bad-model', {
    problem: t`The weights describe a SAM-UNet that cannot be built: its ${v.getDotPath(issue) ?? 'config'} is invalid: ${issue.message}.`,
    advice: t`Check that the checkpoint is complete and of the published architecture.`,
  });
}

/** As strict as PyTorch: weights that the architecture does not know would silently be left out of the answer. */
function compare(shapes: Shapes, config: ModelConfig): void {
  const expected = weightShapes(config);
  const missing = [...expected.keys()].filter((key) => !shapes.has(key));
  const unknown = [...shapes.keys()].filter((key) => !expected.has(key) && isWeight(key));
  const other = [...expected].flatMap(([key, shape]) => {
    const actual = shapes.get(key);
    return actual === undefined || actual.join() === shape.join()
      ? []
      : [`${key} [${actual.join()}], not [${shape.join()}]`];
  });
  const problems = [
    ...(missing.length > 0 ? [t`It lacks ${listed(missing)}.`] : []),
    ...(other.length > 0 ? [t`It has tensors of other shapes: ${listed(other)}.`] : []),
    ...(unknown.length > 0 ? [t`It has unknown tensors: ${listed(unknown)}.`] : []),
  ];
  if (problems.length === 0) return;
  throw new UserError('bad-model', {
    problem: sentences(t`The checkpoint does not match the architecture that was detected.`, ...problems),
    advice: t`Convert a complete checkpoint of the published architecture.`,
  });
}

/** The first few, and how many more there are. */
function listed(keys: readonly string[]): string {
  const more = keys.length - mostListed;
  return keys.slice(0, mostListed).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}
