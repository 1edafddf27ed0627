/** Parts of a data set that must not share an image or a patient. */
export type Split = 'train' | 'validation' | 'test';

const names: Readonly<Record<Split, RegExp>> = {
  train: /^(train(ing)?|imagesTr|tr)$/i,
  validation: /^(val(id(ate|ation)?)?|dev|imagesVal)$/i,
  test: /^(test(ing)?|holdout|imagesTs|ts)$/i,
};

/** The split that an image is in, by the names of its folders, the outermost first; undefined where none says so. */
export function splitOf(path: string): Split | undefined {
  for (const folder of path.split('/').slice(0, -1)) {
    for (const split of ['train', 'validation', 'test'] as const) if (names[split].test(folder)) return split;
  }
  return undefined;
}

/**
 * What names the patient in the path of an image: `sub-01` of BIDS, `patient7`, `patient_007`. Numbers of cases count from 1 in
 * every split, so that they say nothing.
 */
export function patientInPath(path: string): string | undefined {
  const name = /(?:^|[/_.-])(sub-[a-z0-9]+|(?:patient|subject)[-_ ]?\d+)(?![a-z0-9])/i.exec(path)?.[1];
  return name?.toLowerCase().replaceAll(/[-_ ]/g, '');
}
