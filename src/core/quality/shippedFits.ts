import type { Fits } from './fits';

/**
 * How the signals of the shipped model tell the Dice coefficient; docs/evaluation.md says on which data. Written by
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
    intercept: -0.8966,
    weights: [0, 0.2717, 0.1291, 0.0246, 0.1506, 0.3462, 0.259, 0, 0.0373, 0.1855, 0.0834],
    means: [1.6883, 2.7823, 2.1666, 2.7708, 1.0049, 0.1025, 4.3894, 4.4814, 1.0774, -0.4265, -1.5557],
  },
  {
    signals: ['jitter', 'fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.8966,
    weights: [0.2717, 0.1291, 0.0246, 0.1506, 0.3462, 0.259, 0, 0.0373, 0.1855, 0.0834],
    means: [2.7823, 2.1666, 2.7708, 1.0049, 0.1025, 4.3894, 4.4814, 1.0774, -0.4265, -1.5557],
  },
  {
    signals: ['head', 'fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.1902,
    weights: [0, 0.1038, 0.0223, 0.0783, 0.4984, 0.2984, 0, 0.0464, 0.2496, 0.0793],
    means: [1.6883, 2.1666, 2.7708, 1.0049, 0.1025, 4.3894, 4.4814, 1.0774, -0.4265, -1.5557],
  },
  {
    signals: ['fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.1902,
    weights: [0.1038, 0.0223, 0.0783, 0.4984, 0.2984, 0, 0.0464, 0.2496, 0.0793],
    means: [2.1666, 2.7708, 1.0049, 0.1025, 4.3894, 4.4814, 1.0774, -0.4265, -1.5557],
  },
  {
    signals: ['head', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.1761,
    weights: [0.737, 0.0569, 0.1398, 0.0282, 0.008, 0.109, 0, 0.1291],
    means: [0.3736, -0.1497, -0.2124, 3.8203, 4.5297, 0.6978, -0.3818, -1.8562],
  },
  {
    signals: ['stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.5692,
    weights: [0.1983, 0.1752, 0.0199, 0.019, 0.1991, 0.4087, 0.1411],
    means: [-0.1497, -0.2124, 3.8203, 4.5297, 0.6978, -0.3818, -1.8562],
  },
];
