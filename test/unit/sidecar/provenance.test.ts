import { expect, it } from 'vitest';
import { english } from '../../../src/core/text/message';
import { provenanceText } from '../../../src/core/sidecar/provenance';
import { rectObject } from '../../support/sidecars';

const made = rectObject({ width: 8, height: 8 }, { x0: 1, y0: 1, x1: 5, y1: 5 }, { by: 'Ann' });
const { model: _, ...without } = made;
const imported = { ...without, imported: 'seg/a.png' };

it.each([
  ['Made by the model tiny', made],
  ['Made by the model tiny, prompted by Ann', { ...made, origin: 'human' }],
  ['Made by the model tiny, corrected by Ann', { ...made, origin: 'human', status: 'corrected' }],
  ['Imported from seg/a.png by Ann', imported],
  ['Imported from seg/a.png, accepted by Ann', { ...imported, origin: 'human', status: 'accepted' }],
  ['Drawn by Ann', { ...without, origin: 'human' }],
  ['Made by Ann', without],
] as const)('says “%s”', (text, object) => {
  expect(english(provenanceText(object))).toBe(text);
});
