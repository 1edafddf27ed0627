import { describe, expect, it } from 'vitest';
import { parsePromptsFile } from '../../../src/core/bulk/promptsFile';

const parse = (images: unknown, version = 1) => parsePromptsFile(JSON.stringify({ version, images }), 'p.json');

describe('prompts file', () => {
  it('says what to segment in which image', () => {
    const parsed = parse({
      './ct/a.dcm': [
        {
          label: ' liver ',
          slice: 3,
          box: [1, 2, 30, 40],
          points: [
            [5, 6.5, 1],
            [7, 8, 0],
          ],
        },
      ],
      'b\\c.png': [{ points: [[1, 1, 1]] }],
    });
    expect([...parsed]).toEqual([
      [
        'ct/a.dcm',
        [
          {
            label: 'liver',
            slice: 3,
            prompt: {
              box: { x0: 1, y0: 2, x1: 30, y1: 40 },
              points: [
                { x: 5, y: 6.5, positive: true },
                { x: 7, y: 8, positive: false },
              ],
            },
          },
        ],
      ],
      ['b/c.png', [{ label: 'object', slice: 0, prompt: { points: [{ x: 1, y: 1, positive: true }] } }]],
    ]);
  });

  it.each([
    [{ 'a.png': [{ box: [1, 2, 3] }] }, 'images.a.png.0.box.3'],
    [{ 'a.png': [{ points: [[1, 2, 3]] }] }, 'images.a.png.0.points.0.2'],
    [{ 'a.png': [{ slice: -1 }] }, 'images.a.png.0.slice'],
    [{ 'a.png': [{ label: ' ' }] }, 'images.a.png.0.label'],
    [{ 'a.png': {} }, 'images.a.png'],
  ])('names the field that is wrong in %j', (images, field) => {
    expect(() => parse(images)).toThrow(`p.json: The prompts file is wrong: “${field}”`);
  });

  it('refuses other versions and files that are no JSON', () => {
    expect(() => parse({}, 2)).toThrow('“version”');
    expect(() => parsePromptsFile('{', 'p.json')).toThrow('not valid JSON');
  });
});
