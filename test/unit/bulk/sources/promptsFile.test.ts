import { expect, it } from 'vitest';
import { objectsByImage } from '../../../support/sourceFolder';

const parse = (images: unknown, version = 1) =>
  objectsByImage({ kind: 'prompts', file: 'p.json' }, { 'p.json': JSON.stringify({ version, images }) });

it('says what to segment in which image', async () => {
  const parsed = await parse({
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
  expect(parsed).toEqual({
    'ct/a.dcm': [
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
    'b/c.png': [{ label: 'object', slice: 0, prompt: { points: [{ x: 1, y: 1, positive: true }] } }],
  });
});

it.each([
  [{ 'a.png': [{ box: [1, 2, 3] }] }, 'images.a.png.0.box.3'],
  [{ 'a.png': [{ points: [[1, 2, 3]] }] }, 'images.a.png.0.points.0.2'],
  [{ 'a.png': [{ slice: -1 }] }, 'images.a.png.0.slice'],
  [{ 'a.png': [{ label: ' ' }] }, 'images.a.png.0.label'],
  [{ 'a.png': {} }, 'images.a.png'],
])('names the field that is wrong in %j', async (images, field) => {
  await expect(parse(images)).rejects.toThrow(`p.json: The prompts are wrong: “${field}”`);
});

it('refuses other versions and files that are no JSON', async () => {
  await expect(parse({}, 2)).rejects.toThrow('“version”');
  await expect(objectsByImage({ kind: 'prompts', file: 'p.json' }, { 'p.json': '{' })).rejects.toThrow(
    'not valid JSON',
  );
});
