import { expect, it } from 'vitest';
import { boxed, objectsByImage } from '../../../support/sourceFolder';

const coco = (images: readonly string[]) =>
  JSON.stringify({
    images: images.map((file_name, id) => ({ id, file_name, width: 200, height: 100 })),
    categories: [
      { id: 7, name: 'liver' },
      { id: 8, name: 'spleen' },
    ],
    annotations: [
      { id: 1, image_id: 0, category_id: 7, bbox: [10, 20, 30, 40] },
      { id: 2, image_id: 0, category_id: 8, bbox: [1.5, 2, 3, 4] },
      { id: 3, image_id: 1, category_id: 8 },
    ],
  });

const spec = { kind: 'coco', file: 'annotations/boxes.json' } as const;

it('gives boxes with the names of their categories', async () => {
  const texts = { 'annotations/boxes.json': coco(['a.png', 'b.png']), 'annotations/a.png': '', 'b.png': '' };
  expect(await objectsByImage(spec, texts)).toEqual({
    'annotations/a.png': [boxed('liver', 10, 20, 40, 60), boxed('spleen', 1.5, 2, 4.5, 6)],
  });
});

it.each([
  ['beside the file', 'a.png', ['annotations/a.png', 'a.png'], 'annotations/a.png'],
  ['from the folder', 'images/a.png', ['images/a.png'], 'images/a.png'],
  ['by the end of their path', 'a.png', ['deep/er/a.png'], 'deep/er/a.png'],
  ['by the end of their path, with a folder', 'er\\a.png', ['deep/er/a.png', 'else/a.png'], 'deep/er/a.png'],
  ['not where two fit', 'a.png', ['one/a.png', 'two/a.png'], 'a.png'],
  ['not by a part of a name', 'a.png', ['one/aa.png'], 'a.png'],
  ['in the spelling of another system', 'IMAGES/La\u0308sion.PNG', ['images/Läsion.png'], 'images/Läsion.png'],
  ['not in another spelling where one is exact', 'A.png', ['one/a.png', 'two/A.png'], 'two/A.png'],
  ['upwards', '../images/a.png', ['images/a.png'], 'images/a.png'],
])('finds images %s', async (_, name, images, found) => {
  const texts = Object.fromEntries(images.map((image) => [image, '']));
  const objects = await objectsByImage(spec, { ...texts, 'annotations/boxes.json': coco([name, 'b.png']) });
  expect(Object.keys(objects)).toEqual([found]);
});

it('names the file that is wrong', async () => {
  await expect(objectsByImage(spec, { 'annotations/boxes.json': '{"images":[]}' })).rejects.toThrow(/boxes\.json/);
  await expect(objectsByImage(spec, {})).rejects.toThrow(/boxes\.json/);
});
