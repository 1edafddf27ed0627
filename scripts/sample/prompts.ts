interface BoxPrompt {
  readonly label: string;
  readonly slice: number;
  readonly box?: readonly [x0: number, y0: number, x1: number, y1: number];
  /** [x, y, 1 inside or 0 outside] */
  readonly points?: readonly (readonly [x: number, y: number, kind: 0 | 1])[];
}

const eyes: readonly BoxPrompt[] = [
  { label: 'Right eyeball', slice: 0, box: [82, 23, 113, 51] },
  { label: 'Left eyeball', slice: 0, box: [157, 29, 187, 57] },
];
const brain13: BoxPrompt = { label: 'Brain', slice: 0, box: [51, 28, 205, 206] };
const brain14: BoxPrompt = { label: 'Brain', slice: 0, box: [53, 28, 203, 207] };

/** Structures of the sample images, boxed by hand on the images at three times their size. */
export const prompts = {
  version: 1,
  images: {
    'mr-series/brain_006.dcm': [{ label: 'Cerebellum and brainstem', slice: 0, box: [63, 112, 191, 199] }],
    'mr-series/brain_009.dcm': eyes,
    'mr-series/brain_014.dcm': [brain14],
    'nifti/brain.nii.gz': [
      { label: 'Cerebellum and brainstem', slice: 5, box: [63, 112, 191, 199] },
      { ...brain13, slice: 12 },
      { ...brain14, slice: 13 },
    ],
    'png/brain_009.png': [eyes[0]],
    'png/brain_014-16-bit.png': [brain14],
    'transfer-syntaxes/jpeg-ls-lossless.dcm': [brain13],
    'transfer-syntaxes/htj2k-lossless.dcm': [brain13],
  } satisfies Record<string, readonly (BoxPrompt | undefined)[]>,
};
