import dicomParser, { type DataSet } from 'dicom-parser';
import { bytesOf } from './dataSet';
import { hasExplicitVr, hasPreamble } from './sniff';
import { explicitLittleEndian, implicitLittleEndian } from './transferSyntax';

/** What the beginning of a DICOM file says of the series that it belongs to. Nothing in it names the patient. */
export interface DicomIdentity {
  /** Modality (0008,0060); empty when it is not among the bytes. */
  readonly modality: string;
  readonly series?: {
    readonly uid: string;
    /** Series Number and Series Description, such as `3 · T1 axial`. */
    readonly name: string;
  };
}

const tags = {
  modality: 'x00080060',
  seriesDescription: 'x0008103e',
  seriesUid: 'x0020000e',
  seriesNumber: 'x00200011',
  instanceNumber: 'x00200013',
};

/** Bytes from the start of a file that hold these elements in all but unusual files. */
export const identityBytes = 16 * 1024;

/**
 * Reads series and modality without the rest of the file.
 * @param head the first bytes; they may end anywhere
 */
export function readIdentity(head: Uint8Array): DicomIdentity {
  const dataSet = parseHead(head);
  const text = (tag: string): string => textOf(dataSet, tag);
  const modality = text(tags.modality);
  const uid = text(tags.seriesUid);
  if (uid === '') return { modality };
  const parts = [text(tags.seriesNumber), text(tags.seriesDescription)];
  return { modality, series: { uid, name: parts.filter((part) => part !== '').join(' · ') } };
}

/** A string element; empty when it is absent or only begins among the bytes. */
function textOf(dataSet: DataSet | undefined, tag: string): string {
  const element = dataSet?.elements[tag];
  if (dataSet === undefined || element === undefined) return '';
  const isWhole = element.dataOffset + element.length <= bytesOf(dataSet).length;
  return isWhole ? (dataSet.string(tag)?.trim() ?? '') : '';
}

/** What can be parsed; undefined when nothing can. */
function parseHead(head: Uint8Array): DataSet | undefined {
  const syntax = hasExplicitVr(head.subarray(0, 6)) ? explicitLittleEndian : implicitLittleEndian;
  const options = { untilTag: tags.instanceNumber, ...(hasPreamble(head) ? {} : { TransferSyntaxUID: syntax }) };
  try {
    return dicomParser.parseDicom(head, options);
  } catch (error) {
    // The parser throws what it has read so far along with its complaint.
    const partial = typeof error === 'object' && error !== null && 'dataSet' in error ? error.dataSet : undefined;
    return partial as DataSet | undefined;
  }
}
