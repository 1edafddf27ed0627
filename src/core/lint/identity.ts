import { strings, type DataSet } from '../formats/dicom/dataSet';
import { saysBurnedIn } from '../formats/dicom/deidentify/burnedIn';

/** What the header of a DICOM file says of whose image it is. */
export interface Identity {
  /** Stands for the patient; absent where the file does not say. */
  readonly patient?: string;
  /** Series Instance UID. */
  readonly series?: string;
  /** Whether it holds what is probably the patient's name. */
  readonly isNamed: boolean;
  /** Whether it says that text is part of the pixels. */
  readonly isBurnedIn: boolean;
}

/** Names that stand for no person. */
const noName = /anon|de-?id|removed|unknown|patient|subject|phantom|volunteer|^[^\p{L}]*$/iu;

export function identityOf(dataSet: DataSet): Identity {
  const text = (tag: string): string => strings(dataSet, tag).join('\\').trim();
  const [name, id] = [text('x00100010'), text('x00100020')];
  const series = text('x0020000e');
  const isRemoved = text('x00120062').toUpperCase() === 'YES';
  // Archives write one pseudonym as name and as ID.
  const isPseudonym = name === id || noName.test(name);
  return {
    ...(id === '' ? {} : { patient: JSON.stringify([id, text('x00100021')]) }),
    ...(series === '' ? {} : { series }),
    isNamed: !isRemoved && name !== '' && !isPseudonym,
    isBurnedIn: saysBurnedIn(dataSet),
  };
}
