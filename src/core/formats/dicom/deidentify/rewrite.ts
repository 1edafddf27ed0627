import { latin1 } from '../../../base/bytes';
import { t } from '../../../text/message';
import { unsupportedEncoding } from '../../failures';
import { strings, type DataSet, type Element, type ParsedContent } from '../dataSet';
import type { DataDictionary } from '../dictionary';
import { bigEndian, deflated, explicitLittleEndian, implicitLittleEndian } from '../transferSyntax';
import { codeItem } from '../write/derived';
import { dicomFile, longVrs, type WrittenElement } from '../write/dataSet';
import { actionOf } from './actions';
import { readPixels } from './pixels';
import { changedUids, keptValue, shiftedDates } from './values';

/** What stands for the identity of patients and files, the same for the same within one export. */
export interface Pseudonyms {
  uid(uid: string): string;
  /** @param identity what tells the patient from others in the files */
  patient(identity: string): Patient;
}

export interface Patient {
  /** Name and ID, at most 64 characters. */
  readonly name: string;
  /** Days that all dates of the patient are moved by. */
  readonly days: number;
}

/** Text of attributes that must have a value. */
const dummy = 'REMOVED';
const method = ['SAM-UNet, PS3.15 Basic Profile, Modified Dates'];
const methodCodes = [
  { value: '113100', scheme: 'DCM', meaning: 'Basic Application Confidentiality Profile' },
  {
    value: '113107',
    scheme: 'DCM',
    meaning: 'Retain Longitudinal Temporal Information Modified Dates Option',
  },
];
const pixelData = 'x7fe00010';

/** The pseudonym of the patient that a file is of. */
export function patientOf(dataSet: DataSet, pseudonyms: Pseudonyms): Patient {
  const text = (tag: string): string => strings(dataSet, tag).join('\\');
  const id = text('x00100020');
  const name = [text('x00100010'), text('x00100030')];
  const identity = id !== '' ? ['id', id, text('x00100021')] : ['name', ...name];
  const isKnown = id !== '' || name.some((part) => part !== '');
  return pseudonyms.patient(JSON.stringify(isKnown ? identity : ['study', text('x0020000d')]));
}

/**
 * Rewrites a file element by element without what says who the patient is (PS3.15, annex E), see {@link actionOf}. Pixels are copied byte
 * for byte; a deflated file becomes a plain one.
 * @throws UserError `damaged`
 */
export async function deidentified(
  { dataSet, transferSyntax, file }: ParsedContent,
  dictionary: DataDictionary,
  pseudonyms: Pseudonyms,
): Promise<Uint8Array> {
  const patient = patientOf(dataSet, pseudonyms);
  const { [pixelData]: pixels, ...header } = dataSet.elements;
  const rewriter = new Rewriter(dictionary, pseudonyms, patient);
  const kept = rewriter.elements(dataSet, header);
  const added: WrittenElement[] = [
    ['00100010', 'PN', patient.name],
    ['00100020', 'LO', patient.name],
    ['00120062', 'CS', 'YES'],
    ['00120063', 'LO', method],
    ['00120064', 'SQ', methodCodes.map((code) => codeItem(code))],
    ['00280303', 'CS', 'MODIFIED'],
  ];
  // Some files name what they are in their meta information alone.
  for (const [tag, meta] of [
    ['00080016', 'x00020002'],
    ['00080018', 'x00020003'],
  ] as const) {
    const [stated = ''] = strings(dataSet, meta);
    if (!strings(dataSet, `x${tag}`)[0] && stated !== '') {
      added.push([tag, 'UI', tag === '00080018' ? pseudonyms.uid(stated) : stated]);
    }
  }
  const replaced = new Set(added.map(([tag]) => tag));
  const elements = [...kept.filter(([tag]) => !replaced.has(tag)), ...added];
  if (pixels !== undefined) {
    elements.push(['7fe00010', pixels.vr ?? 'OW', await readPixels(file, pixels)]);
  }
  const encoding =
    transferSyntax === implicitLittleEndian ? 'implicit' : transferSyntax === bigEndian ? 'bigEndian' : 'explicit';
  if (dataSet.littleEndian !== (encoding !== 'bigEndian')) {
    throw unsupportedEncoding(
      t`The DICOM header is big endian, but the pixels are compressed.`,
      t`Convert the file to Explicit VR Little Endian.`,
    );
  }
  return dicomFile(elements, encoding, transferSyntax === deflated ? explicitLittleEndian : transferSyntax);
}

class Rewriter {
  readonly #dictionary: DataDictionary;
  readonly #pseudonyms: Pseudonyms;
  readonly #patient: Patient;

  constructor(dictionary: DataDictionary, pseudonyms: Pseudonyms, patient: Patient) {
    this.#dictionary = dictionary;
    this.#pseudonyms = pseudonyms;
    this.#patient = patient;
  }

  elements({ bytes }: DataSet, elements: Readonly<Record<string, Element>>): WrittenElement[] {
    return Object.values(elements).flatMap((element) => this.#element(bytes, element));
  }

  #element(bytes: Uint8Array, element: Element): WrittenElement[] {
    const tag = element.tag.slice(1);
    const definition = this.#dictionary.find(tag);
    const stated = element.vr ?? (element.items === undefined ? undefined : 'SQ');
    const action = actionOf(tag, stated, definition);
    if (definition === undefined || action === 'remove') return [];
    const isKnown = element.vr !== undefined && element.vr !== 'UN';
    const vr = isKnown ? element.vr : definition.vr;
    const value = bytes.subarray(element.dataOffset, element.dataOffset + element.length);
    switch (action) {
      case 'empty':
        return [[tag, vr, new Uint8Array(0)]];
      case 'dummy':
        return [[tag, vr, dummy]];
      case 'patient':
        return [[tag, vr, this.#patient.name]];
      case 'uid':
        return [[tag, vr, changedUids(textOf(value), (uid) => this.#pseudonyms.uid(uid))]];
      case 'shift':
        return [[tag, vr, shiftedDates(textOf(value), this.#patient.days)]];
      case 'items':
        if (element.items === undefined && value.length > 0) return [];
        return [[tag, 'SQ', (element.items ?? []).map(({ dataSet }) => this.elements(dataSet, dataSet.elements))]];
      case 'keep': {
        // Sequences of a kind that the dictionary does not expect would be copied with what they hold.
        if (element.items !== undefined) return [];
        const kept = keptValue(value, [vr, definition.vr]);
        return [[tag, kept.length > 0xffff && !longVrs.has(vr) ? 'UN' : vr, kept]];
      }
    }
  }
}

/** Text without its padding, and without what stands behind a zero. */
function textOf(value: Uint8Array): string {
  const end = value.indexOf(0);
  return latin1(end < 0 ? value : value.subarray(0, end));
}
