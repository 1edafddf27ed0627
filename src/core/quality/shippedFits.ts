import type { Fits } from './fits';

/**
 * How the signals of the bundled model predict the Dice coefficient; docs/evaluation.md says on which data. Written by
 * `npm run fit:quality`.
 */
export const shippedFits: Fits = [
  {
    signals: [
      'head',
      'jitter',
      'fit',
      'sides',
      'stability',
      'certainty',
      'parts',
      'holes',
      'roundness',
      'size',
      'contrast',
    ],
    intercept: -0.9852,
    weights: [0, 0.2872, 0.1577, 0.0005, 0.1239, 0.3748, 0.2512, 0, 0.0301, 0.1608, 0.0655],
    means: [1.6678, 2.9954, 2.232, 2.7639, 1.1169, 0.2191, 4.4299, 4.4948, 1.236, -0.5538, -1.4198],
  },
  {
    signals: ['jitter', 'fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.9852,
    weights: [0.2872, 0.1577, 0.0005, 0.1239, 0.3748, 0.2512, 0, 0.0301, 0.1608, 0.0655],
    means: [2.9954, 2.232, 2.7639, 1.1169, 0.2191, 4.4299, 4.4948, 1.236, -0.5538, -1.4198],
  },
  {
    signals: ['head', 'fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.1495,
    weights: [0, 0.1156, 0, 0.041, 0.553, 0.2952, 0, 0.0367, 0.2409, 0.0555],
    means: [1.6678, 2.232, 2.7639, 1.1169, 0.2191, 4.4299, 4.4948, 1.236, -0.5538, -1.4198],
  },
  {
    signals: ['fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.1495,
    weights: [0.1156, 0, 0.041, 0.553, 0.2952, 0, 0.0367, 0.2409, 0.0555],
    means: [2.232, 2.7639, 1.1169, 0.2191, 4.4299, 4.4948, 1.236, -0.5538, -1.4198],
  },
  {
    signals: ['head', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.1188,
    weights: [0.5283, 0.1216, 0.1471, 0, 0.0531, 0.1274, 0.0655, 0.1396],
    means: [0.4893, 0.1564, -0.0936, 4.0071, 4.526, 0.9366, -0.4548, -1.6744],
  },
  {
    signals: ['stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.3996,
    weights: [0.2962, 0.1466, 0, 0.0651, 0.1639, 0.3088, 0.1434],
    means: [0.1564, -0.0936, 4.0071, 4.526, 0.9366, -0.4548, -1.6744],
  },
];
