import { describe, expect, it } from 'vitest';
import { isModelName } from '../../../src/core/model/card';
import { nameFor } from '../../../src/core/model/convertedCard';

describe('nameFor', () => {
  it.each([
    ['Best Epoch.pth', 'best-epoch'],
    ['sam_unet.v2.ckpt', 'sam_unet.v2'],
    ['../..', 'model'],
    ['Übung_1.pt', 'bung_1'],
    ['模型.pth', 'model'],
  ])('makes of %s the name %s', (file, name) => {
    expect(nameFor(file)).toBe(name);
    expect(isModelName(name)).toBe(true);
  });
});
