import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { compact, modelConfigSchema, res34, res50, type ModelConfig } from '../../../src/core/model/config';
import { weightShapes } from '../../../src/core/model/graph/weights';

function parameters(config: ModelConfig, filter = /^/): number {
  const counters = [...weightShapes(config)].filter(([key]) => filter.test(key) && !/running_(mean|var)$/.test(key));
  return counters.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

describe('ModelConfig', () => {
  it.each([
    ['res34', res34],
    ['res50', res50],
    ['compact', compact],
  ])('accepts %s', (_, config) => {
    expect(v.parse(modelConfigSchema, config)).toEqual(config);
  });

  it.each([
    ['imageSize', { ...compact, imageSize: 200 }],
    ['vit.heads', { ...compact, vit: { ...compact.vit, heads: 5 } }],
    ['vit.globalBlocks', { ...compact, vit: { ...compact.vit, globalBlocks: [1, 3, 5, 8] } }],
    ['vit.globalBlocks', { ...compact, vit: { ...compact.vit, globalBlocks: [1, 3, 3, 5] } }],
    ['conv.kind', { ...compact, conv: { kind: 'resnet18' } }],
    ['promptWidth', { ...compact, promptWidth: 100 }],
    ['doubt', { ...compact, quality: false }],
    ['doubt', { ...compact, densePrompt: false }],
  ])('refuses a wrong %s', (field, config) => {
    const result = v.safeParse(modelConfigSchema, config);
    expect(result.issues?.map((issue) => v.getDotPath(issue))).toContain(field);
  });

  it('describes models of the published size', () => {
    // In millions, as the published code counts them, without the classifiers of the ResNets.
    expect(parameters(res34) / 1e6).toBeCloseTo(116.0, 1);
    expect(parameters(res50) / 1e6).toBeCloseTo(138.4, 1);
    expect(parameters(res34, /^image_encoder/) / 1e6).toBeCloseTo(86.67, 2);
    expect(parameters(res50, /^adapters_in/) / 1e6).toBeCloseTo(22.16, 2);
  });

  it('has the published number of tensors', () => {
    // The state dictionaries hold 559 and 661 tensors, of which 36 and 53 count batches.
    expect(weightShapes(res34).size).toBe(559 - 36);
    expect(weightShapes(res50).size).toBe(661 - 53);
  });
});
