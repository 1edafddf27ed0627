import path from 'node:path';
import { expect, it } from 'vitest';
import { fileKey, isSamePath } from '../../../src/node/files/fileKey';

it('is one for a file, however its path is written', () => {
  expect(isSamePath(path.join('a', '..', 'b.png'), 'b.png')).toBe(true);
  expect(isSamePath('a.png', 'b.png')).toBe(false);
  expect(isSamePath(path.resolve('b.png'), 'b.png')).toBe(true);
});

it('goes by the rules of the file system', () => {
  const [one, other] = ['/data/Läsion.PNG', '/data/La\u0308sion.png'];
  const rules = (foldsCase: boolean, foldsForm: boolean) => ({ foldsCase, foldsForm });
  expect(fileKey(one, rules(true, true))).toBe(fileKey(other, rules(true, true)));
  expect(fileKey(one, rules(true, false))).not.toBe(fileKey(other, rules(true, false)));
  expect(fileKey(one, rules(false, true))).not.toBe(fileKey(other, rules(false, true)));
});
