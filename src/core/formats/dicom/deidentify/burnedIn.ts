import { strings, type DataSet } from '../dataSet';

/** Modalities whose pictures often have text in them: of ultrasound, fluoroscopy, endoscopy, photography, film, screens and documents. */
const written: ReadonlySet<string> = new Set(
  'DG DOC DOCD EC ECG ES GM HC HD IVUS OP OPM OT PX RF SC SM TG US XA XC'.split(' '),
);
/** Secondary Capture, of one frame and of several, and encapsulated films. */
const capture = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.\d+)?$/;

/** Whether a file says that text is part of its pixels. */
export function saysBurnedIn(dataSet: DataSet): boolean {
  return (strings(dataSet, 'x00280301')[0] ?? '').toUpperCase() === 'YES';
}

/** Why the pixels of a file may say who the patient is, as sentences without an end; they are copied as they are. */
export function burnedInRisks(dataSet: DataSet): string[] {
  const text = (tag: string): string => strings(dataSet, tag)[0] ?? '';
  const stated = text('x00280301').toUpperCase();
  const modality = text('x00080060').toUpperCase();
  const isCapture = capture.test(text('x00080016')) || text('x00080064') !== '';
  const risks = [];
  if (saysBurnedIn(dataSet)) risks.push('Burned In Annotation says that text is part of the pixels');
  else if (stated !== 'NO' && (written.has(modality) || isCapture)) {
    const kind = isCapture ? 'a captured image' : `an image of the modality ${modality}`;
    risks.push(`Text may be part of the pixels: it is ${kind}, and Burned In Annotation does not say NO`);
  }
  if (text('x00280302').toUpperCase() === 'YES') risks.push('The face of the patient may be recognizable');
  if (hasOverlayBits(dataSet)) risks.push('Overlays are part of the pixels, in bits that are not shown');
  return risks;
}

/** Whether unused bits of the pixels hold an overlay (retired, PS3.5, 8.1.2 of 2004). */
function hasOverlayBits(dataSet: DataSet): boolean {
  return Object.keys(dataSet.elements).some(
    (tag) =>
      /^x60[0-9a-f]{2}0102$/.test(tag) &&
      (dataSet.uint16(tag) ?? 0) > 0 &&
      !(tag.replace('0102', '3000') in dataSet.elements),
  );
}
