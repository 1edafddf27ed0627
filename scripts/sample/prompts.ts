interface StructurePrompt {
  readonly label: string;
  readonly box?: readonly [x0: number, y0: number, x1: number, y1: number];
  /** [x, y, 1 inside or 0 outside] */
  readonly points?: readonly (readonly [x: number, y: number, kind: 0 | 1])[];
}

/** Structures by slice of the series, 1 to 20, marked by hand on the slices at three times their size. */
const structures = {
  5: [{ label: 'Cerebellum and brainstem', box: [64, 112, 189, 196] }],
  6: [{ label: 'Cerebellum and brainstem', box: [63, 112, 191, 199] }],
  9: [
    { label: 'Right eyeball', box: [82, 23, 113, 51] },
    { label: 'Left eyeball', box: [157, 29, 187, 57] },
    { label: 'Brainstem', box: [110, 108, 147, 150] },
  ],
  10: [
    { label: 'Right eyeball', box: [82, 21, 113, 49] },
    { label: 'Left eyeball', box: [157, 26, 187, 54] },
  ],
  14: [{ label: 'Lateral ventricles', box: [106, 83, 153, 140] }],
} as const satisfies Record<number, readonly StructurePrompt[]>;

/** Slice 9, by a box with a point in it. */
const rightEyeball: StructurePrompt = { ...structures[9][0], points: [[97, 38, 1]] };

function marked(number: keyof typeof structures, slice = 0): object[] {
  return structures[number].map((structure) => ({ ...structure, slice }));
}

/** The prompts file of the sample workspace. */
export const prompts = {
  version: 1,
  images: {
    'mr-series/brain_006.dcm': marked(6),
    'mr-series/brain_009.dcm': marked(9),
    'mr-series/brain_010.dcm': marked(10),
    'mr-series/brain_014.dcm': marked(14),
    'nifti/brain.nii.gz': [...marked(5, 4), ...marked(6, 5), ...marked(9, 8), ...marked(10, 9)],
    'png/brain_006.png': marked(6),
    'png/brain_009-16-bit.png': [{ ...rightEyeball, slice: 0 }],
    'transfer-syntaxes/htj2k-lossless.dcm': marked(9),
    'transfer-syntaxes/jpeg-ls-lossless.dcm': marked(9),
  },
};
