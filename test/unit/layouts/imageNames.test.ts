import { expect, it } from 'vitest';
import { caseNames } from '../../../src/core/layouts/imageNames';

const namesOf = (...paths: readonly string[]): string[] => [...caseNames(paths).values()];

it('gives every image a name that is its own on every file system', () => {
  expect(namesOf('A.png', 'a.png')).toEqual(['A', 'a_2']);
  expect(namesOf('ä.png', 'a\u0308.png')).toEqual(['ä', 'ä_2']);
});

it('leaves out the folder that all data sets have, and the channel of nnU-Net', () => {
  expect(namesOf('images/a.png', 'images/ct/b.png')).toEqual(['a', 'ct_b']);
  expect(namesOf('imagesTr/liver_1.nii.gz', 'imagesTr/liver_2_0000.nii.gz')).toEqual(['liver_1', 'liver_2']);
  expect(namesOf('imagesTr/a_0000.png', 'imagesTr/a_0001.png', 'a.png')).toEqual(['a', 'a_2', 'a_0001']);
});

it('names no case after a device of Windows, or with an ending that is lost there', () => {
  expect(namesOf('con.png', 'NUL.nii.gz', 'a:b?.png', 'end. .png')).toEqual(['NUL_', 'a_b_', 'con_', 'end._']);
});
