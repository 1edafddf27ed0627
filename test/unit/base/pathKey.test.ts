import { expect, it } from 'vitest';
import { isReservedName, pathKey } from '../../../src/core/base/pathKey';

const composed = 'Läsion/ÄÖ.png';
const decomposed = composed.normalize('NFD');

it('is one for all spellings of a name that some file system takes for one', () => {
  expect(pathKey(decomposed)).toBe(pathKey(composed));
  expect(pathKey('ct/LIVER.PNG')).toBe(pathKey('ct/liver.png'));
  expect(pathKey('ct/liver.png')).not.toBe(pathKey('ct/liver2.png'));
});

it('distinguishes what the file system at hand does', () => {
  const linux = { foldsCase: false, foldsForm: false };
  expect(pathKey(decomposed, linux)).not.toBe(pathKey(composed, linux));
  expect(pathKey('Liver', linux)).not.toBe(pathKey('liver', linux));
  const windows = { foldsCase: true, foldsForm: false };
  expect(pathKey('Liver', windows)).toBe(pathKey('liver', windows));
  expect(pathKey(decomposed, windows)).not.toBe(pathKey(composed, windows));
});

it.each(['con', 'NUL', 'aux.png', 'COM1', 'lpt9.nii.gz', 'com².png', 'prn .txt'])('knows %s as a device', (name) => {
  expect(isReservedName(name)).toBe(true);
});

it.each(['contrast', 'com', 'com10', 'null.png', 'a.con', 'lpt', 'auxiliary.png'])('knows %s as none', (name) => {
  expect(isReservedName(name)).toBe(false);
});
