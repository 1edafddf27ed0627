import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readIdentity } from '../../../src/core/formats/dicom/identity';
import { dataSet, dicomFile, greyImage, type DicomElement } from '../../fixtures/dicomFile';

const elements: DicomElement[] = greyImage(
  8,
  8,
  ['0008,0060', 'CS', 'US'],
  ['0008,103e', 'LO', 'Long axis'],
  ['0020,000e', 'UI', '1.2.840.5'],
  ['0020,0011', 'IS', '12'],
);
const identity = { modality: 'US', series: { uid: '1.2.840.5', name: '12 · Long axis' } };

it('is read from whole files, from their beginning, and from bare data sets', () => {
  const file = dicomFile(elements);
  expect(readIdentity(file)).toEqual(identity);
  expect(readIdentity(file.subarray(0, file.length - 100))).toEqual(identity);
  expect(readIdentity(dataSet(elements))).toEqual(identity);
});

it('is as much as the bytes hold, whatever they are', () => {
  const file = dicomFile(elements);
  fc.assert(
    fc.property(fc.nat(file.length), (length) => {
      const { modality, series } = readIdentity(file.subarray(0, length));
      expect('US').toContain(modality);
      if (series !== undefined) expect(identity.series.uid).toContain(series.uid);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(typeof readIdentity(bytes).modality).toBe('string');
    }),
  );
});
