/** Index of the images with their masks, and the ids of classes by data set. */
export const indexName = 'SAMed2D_v1.json';
export const classesName = 'SAMed2D_v1_class_mapping_id.json';

/** Parts are taken from both ends, because names of data sets hold single hyphens. */
const pattern = /^([a-z]+(?:_[a-z0-9]+)*)--(.+?)--(.+)--([xyz]_\d+|2d_none)(?:--(\d{4})_(\d{3,}))?\.png$/;

export interface SaMed2dName {
  /** Modality and its kind, such as `mr_t1`. */
  readonly modality: string;
  readonly dataset: string;
  readonly case: string;
  /** Axis and slice, such as `z_0141`, or `2d_none`. */
  readonly slice: string;
  /** Four digits; undefined in the name of an image. */
  readonly class?: string;
}

/** Parts of a file name of SA-Med2D-20M; undefined for every other name. */
export function parseName(name: string): SaMed2dName | undefined {
  const match = pattern.exec(name);
  if (match === null) return undefined;
  const [, modality, dataset, caseName, slice, classId] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string | undefined,
  ];
  return { modality, dataset, case: caseName, slice, ...(classId === undefined ? {} : { class: classId }) };
}

/** Name of an image; parts are made safe where they hold what separates them. */
export function imageName({ modality, dataset, case: caseName, slice }: SaMed2dName): string {
  return `${[modality, plain(dataset), plain(caseName), slice].join('--')}.png`;
}

/** Name of a mask of an image. */
export function maskName(image: string, classId: string, instance: number): string {
  return `${image.replace(/\.png$/, '')}--${classId}_${String(instance).padStart(3, '0')}.png`;
}

/** The token of a modality, where it is one of the data set's. */
export function modalityToken(modality: string): string {
  return tokens[modality.toUpperCase()] ?? 'other_00';
}

/** By DICOM Modality (PS3.3 C.7.3.1.1.1). */
const tokens: Readonly<Record<string, string>> = {
  CT: 'ct_00',
  MR: 'mr_00',
  PT: 'pet_00',
  US: 'ultrasound_00',
  ES: 'endoscopy_00',
  OP: 'fundus_photography',
  CR: 'x_ray',
  DX: 'x_ray',
  MG: 'x_ray',
  XA: 'x_ray',
  RF: 'x_ray',
};

function plain(part: string): string {
  return (
    part
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
      .replaceAll(/-{2,}/g, '-')
      .replaceAll(/^-|-$/g, '_') || '_'
  );
}
