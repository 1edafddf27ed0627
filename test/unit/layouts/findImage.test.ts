import { expect, it } from 'vitest';
import { ImageFinder } from '../../../src/core/layouts/findImage';

const find = (images: string[], name: string, options = {}) => new ImageFinder(images, options).find({ name });

it.each([
  ['percent-encoded', 'sub%20dir/my%20image.png', 'sub dir/my image.png'],
  ['with backslashes', 'win\\b.png', 'win/b.png'],
  ['composed, on a disk that has it decomposed', 'x/\u00e9.png', 'x/e\u0301.png'],
  ['absolute, of another machine', '/home/u/data/abs/c.png', 'abs/c.png'],
  ['absolute, of another system', 'C:\\d\\abs\\c.png', 'abs/c.png'],
  ['with a percent sign of its own', '50%.png', '50%.png'],
  ['encoded on disk, too', 'a%20b.png', 'a%20b.png'],
  ['without its ending', 'abs/c', 'abs/c.png'],
  ['below a folder that only says that images are there', 'images/abs/c.png', 'abs/c.png'],
])('finds an image named %s', (_, name, image) => {
  expect(find([image, 'other/z.png'], name)).toBe(image);
});

it('never takes an image of another folder than is named, unless requested', () => {
  expect(find(['p1/s.png'], 'p2/s.png')).toBe(0);
  expect(find(['s.png'], 'p2/s.png')).toBe(0);
  expect(find(['s.png'], 'C:\\data\\p2\\s.png')).toBe(0);
  expect(find(['p1/s.png'], '/data/p2/s.png')).toBe(0);
  expect(find(['s.png'], 'p2/s.png', { anyFolder: true })).toBe('s.png');
});

it('knows the folder that all images lie in by its name', () => {
  expect(find(['s.png'], 'p2/s.png', { folder: '/data/p2' })).toBe('s.png');
  expect(find(['s.png'], 'D:\\old\\p2\\s.png', { folder: 'C:\\new\\p2' })).toBe('s.png');
  expect(find(['s.png'], 'p2/s.png', { folder: '/data/p1' })).toBe(0);
});

it('says how many images of a name there are', () => {
  expect(find(['p1/s.png', 'p2/s.png'], 's.png')).toBe(2);
  expect(find(['p1/s.png', 'p2/s.png'], 'p2/s.png')).toBe('p2/s.png');
});
