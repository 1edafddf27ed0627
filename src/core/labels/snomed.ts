import type { LabelCode } from './labelSet';

/** A label in coded terms, as segments in DICOM have it (PS3.3 C.8.20.4). */
export interface CodedLabel {
  readonly category: LabelCode;
  readonly type: LabelCode;
  /** Which side of the body. */
  readonly side?: LabelCode;
}

const sct = (value: string, meaning: string): LabelCode => ({ scheme: 'SCT', value, meaning });

/** Categories of PS3.16 CID 7150. */
const anatomy = sct('123037004', 'Anatomical Structure');
const abnormality = sct('49755003', 'Morphologically Altered Structure');
const tissue = sct('85756007', 'Tissue');
/** PS3.16 CID 244. */
const sides: Readonly<Record<string, LabelCode>> = {
  left: sct('7771000', 'Left'),
  right: sct('24028007', 'Right'),
};

/** Scheme of labels that are in no terminology: a private one (PS3.16, 8.2). */
const ownScheme = '99SAMUNET';

/** Codes of SNOMED CT by common names of labels, in lower case and singular. */
const structures: Readonly<Record<string, string>> = {
  'adrenal gland': '23451007',
  aorta: '15825003',
  bladder: '89837001',
  bone: '272673000',
  brain: '12738006',
  'brain stem': '119238007',
  breast: '76752008',
  bronchus: '955009',
  cartilage: '309312004',
  'caudate nucleus': '11000004',
  cerebellum: '113305005',
  clavicle: '51299004',
  colon: '71854001',
  diaphragm: '5798000',
  duodenum: '38848004',
  esophagus: '32849002',
  eye: '81745001',
  fat: '256674009',
  femur: '71341001',
  fibula: '87342007',
  gallbladder: '28231008',
  heart: '80891009',
  hippocampus: '5366008',
  humerus: '85050009',
  'inferior vena cava': '64131007',
  jejunum: '21306003',
  kidney: '64033007',
  larynx: '4596009',
  'left atrium': '82471001',
  'left ventricle': '87878005',
  lens: '78076003',
  liver: '10200004',
  lung: '39607008',
  'lymph node': '59441001',
  mandible: '91609006',
  mediastinum: '72410000',
  meniscus: '74135004',
  muscle: '71616004',
  'optic chiasm': '244453006',
  'optic disc': '81016008',
  'optic nerve': '18234004',
  ovary: '15497006',
  pancreas: '15776009',
  'parotid gland': '45289007',
  patella: '64234005',
  'pituitary gland': '56329008',
  'portal vein': '32764006',
  prostate: '41216001',
  'pulmonary artery': '81040000',
  putamen: '89278009',
  rectum: '34402009',
  retina: '5665001',
  rib: '113197003',
  'right atrium': '73829009',
  'right ventricle': '53085002',
  sacrum: '54735007',
  scapula: '79601000',
  'seminal vesicle': '64739004',
  skin: '39937001',
  'small intestine': '30315005',
  'spinal cord': '2748008',
  spleen: '78961009',
  sternum: '56873002',
  stomach: '69695003',
  'submandibular gland': '54019009',
  testis: '40689003',
  thalamus: '42695009',
  thyroid: '69748006',
  tibia: '12611008',
  tooth: '38199008',
  trachea: '44567001',
  uterus: '35039007',
  vertebra: '51282000',
};

const abnormalities: Readonly<Record<string, string>> = {
  cyst: '367643001',
  edema: '79654002',
  hemorrhage: '50960005',
  lesion: '52988006',
  mass: '4147007',
  necrosis: '6574001',
  neoplasm: '108369006',
  nodule: '27925004',
  tumor: '108369006',
};

/** Other spellings. */
const spellings: Readonly<Record<string, string>> = {
  brainstem: 'brain stem',
  'gall bladder': 'gallbladder',
  haemorrhage: 'hemorrhage',
  adrenal: 'adrenal gland',
  hippocampi: 'hippocampus',
  oedema: 'edema',
  oesophagus: 'esophagus',
  postcava: 'inferior vena cava',
  'prostate gland': 'prostate',
  'small bowel': 'small intestine',
  'spinal canal': 'spinal cord',
  tumour: 'tumor',
  'thyroid gland': 'thyroid',
  'urinary bladder': 'bladder',
  vertebrae: 'vertebra',
};

/** All codes with their names, for tests against an independent list. */
export const snomedNames: readonly (readonly [name: string, value: string])[] = [
  ...Object.entries(structures),
  ...Object.entries(abnormalities),
];

/**
 * The code of a label: that of the label file, otherwise that of SNOMED CT if the name is a common one, otherwise a private
 * code with the name as text.
 * @param codes those of the label file: the first states what it is, a second one the side
 */
export function codedLabel(name: string, codes: readonly LabelCode[] = []): CodedLabel {
  const [type, side] = codes;
  if (type !== undefined) {
    const isAbnormal = Object.values(abnormalities).includes(type.value) && type.scheme === 'SCT';
    return { category: isAbnormal ? abnormality : anatomy, type, ...(side === undefined ? {} : { side }) };
  }
  const words = name
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
  const known = knownTerm(words.join(' '));
  if (known !== undefined) return known;
  const at = words.findIndex((word) => Object.hasOwn(sides, word));
  const ofSide = at < 0 ? undefined : knownTerm(words.toSpliced(at, 1).join(' '));
  if (ofSide !== undefined) return { ...ofSide, side: sides[words[at]!]! };
  return { category: tissue, type: ownCode(name) };
}

function knownTerm(term: string): CodedLabel | undefined {
  for (const word of [term, term.replace(/s$/, '')]) {
    const plain = Object.hasOwn(spellings, word) ? spellings[word]! : word;
    const meaning = plain.charAt(0).toUpperCase() + plain.slice(1);
    if (Object.hasOwn(structures, plain)) return { category: anatomy, type: sct(structures[plain]!, meaning) };
    if (Object.hasOwn(abnormalities, plain))
      return { category: abnormality, type: sct(abnormalities[plain]!, meaning) };
  }
  return undefined;
}

/** FNV-1a of the name: the code only has to be the same for the same name. */
function ownCode(name: string): LabelCode {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return { scheme: ownScheme, value: hash.toString(16).toUpperCase().padStart(8, '0'), meaning: name };
}
