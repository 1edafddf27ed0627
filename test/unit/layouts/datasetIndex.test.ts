import { describe, expect, it } from 'vitest';
import { isDatasetIndex, parseDatasetIndex } from '../../../src/core/layouts/samUnet/schema';

describe('data set index', () => {
  it('is known by its name', () => {
    expect(['image2label_train.json', 'label2image_test.json'].every(isDatasetIndex)).toBe(true);
    expect(['label2image_.json', 'image2label_test.txt', 'my_label2image_test.json'].some(isDatasetIndex)).toBe(false);
  });

  it('lists the masks of each image from either direction', () => {
    const items = [
      { image: 'images/a.png', masks: ['masks/a_0.png', 'masks/a_1.png'] },
      { image: 'images/b.png', masks: ['masks/b.png'] },
    ];
    const forward = '{"images/a.png":["masks/a_0.png","masks/a_1.png"],"images/b.png":["masks/b.png"]}';
    const backward = '{"masks/a_0.png":"images/a.png","masks/b.png":"images/b.png","masks/a_1.png":"images/a.png"}';
    expect(parseDatasetIndex(forward, 'image2label_train.json')).toEqual(items);
    expect(parseDatasetIndex(backward, 'label2image_test.json')).toEqual(items);
  });

  it.each([
    ['{', 'image2label_a.json', 'not valid JSON'],
    ['{"a.png":"b.png"}', 'image2label_a.json', 'each image to a list of masks'],
    ['{"a.png":["b.png"]}', 'label2image_a.json', 'each mask to its image'],
    ['{"a.png":""}', 'label2image_a.json', 'each mask to its image'],
    ['[["b.png"]]', 'image2label_a.json', 'an object, not a list'],
  ])('reports what is wrong in %s', (text, name, reason) => {
    expect(() => parseDatasetIndex(text, name)).toThrow(new RegExp(`${name}.*${reason}`));
  });
});
