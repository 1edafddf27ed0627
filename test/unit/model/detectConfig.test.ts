import { describe, expect, it } from 'vitest';
import { compact, res34, res50, type ModelConfig } from '../../../src/core/model/config';
import { detectConfig, headsUnknown } from '../../../src/core/model/detectConfig';
import { weightShapes } from '../../../src/core/model/graph/weights';
import { tinyPublished, tinyWindowed } from '../../support/tinyCheckpoint';

const wide: ModelConfig = {
  ...res50,
  imageSize: 512,
  vit: { ...res50.vit, width: 1024, depth: 24, heads: 16, globalBlocks: [5, 11, 17, 23] },
  conv: { kind: 'resnet50', width: 32 },
  maskChannels: 16,
};
const uneven: ModelConfig = { ...res34, vit: { ...res34.vit, globalBlocks: [0, 3, 4, 10], window: 7 } };

describe('detectConfig', () => {
  it.each(Object.entries({ res34, res50, wide, uneven, tinyPublished, tinyWindowed }))(
    'detects %s from the names and shapes of its weights',
    (_, config) => {
      expect(detectConfig(weightShapes(config))).toEqual(config);
      expect(headsUnknown(weightShapes(config))).toBeUndefined();
    },
  );

  it('needs the number of heads if the weights do not show it', () => {
    const shapes = weightShapes(compact);
    expect(headsUnknown(shapes)).toBe(192);
    expect(() => detectConfig(shapes)).toThrow(/attention heads of the ViT of width 192 cannot be detected.*--heads/);
    expect(() => detectConfig(shapes, 5)).toThrow(/vit.heads.*divisor/);
    // Doubt is calibrated, not trained: the weights do not tell it.
    expect(detectConfig(shapes, 3)).toEqual({ ...compact, doubt: 0 });
  });

  it('passes over counters', () => {
    const shapes = weightShapes(res34);
    shapes.set('resnet.stage0.1.num_batches_tracked', []);
    shapes.set('total_ops', [1]);
    expect(detectConfig(shapes)).toEqual(res34);
  });

  it('lists the first keys that are missing, strange or of another shape, and counts the others', () => {
    const shapes = weightShapes(res34);
    const adapters = [...shapes.keys()].filter((key) => key.startsWith('adapters_in.0.'));
    for (const key of adapters) shapes.delete(key);
    for (const n of [1, 2, 3, 4, 5]) shapes.set(`head.${String(n)}`, [1]);
    shapes.set('mask_decoder.med_token.weight', [1, 128]);
    expect(() => detectConfig(shapes)).toThrow(
      `It lacks ${adapters.slice(0, 3).join(', ')} and ${String(adapters.length - 3)} more. ` +
        'It has tensors of other shapes: mask_decoder.med_token.weight [1,128], not [1,256]. ' +
        'It has unknown tensors: head.1, head.2, head.3 and 2 more.',
    );
  });

  it.each([
    [768, 'ViT-B'],
    [1280, 'ViT-H'],
  ])('knows a plain Segment Anything model of width %i', (width, kind) => {
    const shapes = new Map([
      ['image_encoder.pos_embed', [1, 64, 64, width]],
      ['image_encoder.blocks.0.norm1.weight', [width]],
      ['mask_decoder.iou_token.weight', [1, 256]],
    ]);
    expect(() => detectConfig(shapes)).toThrow(
      `Segment Anything checkpoint (${kind}): it lacks the convolutional branch`,
    );
  });

  it('says what another model is made of', () => {
    expect(() => detectConfig(new Map([['conv1.weight', [64, 3, 7, 7]]]))).toThrow(
      /not a SAM-UNet.*but it has conv1\.weight/,
    );
  });

  it('refuses sizes that no model has, without building it', () => {
    const shapes = weightShapes(res34);
    shapes.set('image_encoder.sam_img_encoder.pos_embed', [1, 2 ** 20, 2 ** 20, 768]);
    expect(() => detectConfig(shapes)).toThrow(/cannot be built: its imageSize/);
  });
});
