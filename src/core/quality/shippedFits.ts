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
      'cycle',
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
    intercept: -1.3861,
    weights: [0, 0.5767, 0, 0.1024, 0.0298, 0.17, 0.2837, 0.2017, 0, 0.0073, 0.1089, 0.0547],
    means: [1.7295, 2.4788, 4.2012, 2.1966, 2.9245, 1.0999, 0.1837, 4.4395, 4.4907, 1.283, -0.6782, -1.4064],
  },
  {
    signals: [
      'jitter',
      'cycle',
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
    intercept: -1.3861,
    weights: [0.5767, 0, 0.1024, 0.0298, 0.17, 0.2837, 0.2017, 0, 0.0073, 0.1089, 0.0547],
    means: [2.4788, 4.2012, 2.1966, 2.9245, 1.0999, 0.1837, 4.4395, 4.4907, 1.283, -0.6782, -1.4064],
  },
  {
    signals: ['head', 'fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.3946,
    weights: [0, 0.1397, 0.0316, 0.0797, 0.4902, 0.3034, 0, 0.0104, 0.1985, 0.0614],
    means: [1.7295, 2.1966, 2.9245, 1.0999, 0.1837, 4.4395, 4.4907, 1.283, -0.6782, -1.4064],
  },
  {
    signals: ['fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.3946,
    weights: [0.1397, 0.0316, 0.0797, 0.4902, 0.3034, 0, 0.0104, 0.1985, 0.0614],
    means: [2.1966, 2.9245, 1.0999, 0.1837, 4.4395, 4.4907, 1.283, -0.6782, -1.4064],
  },
  {
    signals: ['head', 'cycle', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.0637,
    weights: [0.5848, 0.0269, 0.0326, 0.3073, 0, 0.0699, 0.1033, 0, 0.1562],
    means: [0.3364, 2.3993, -0.0456, -0.1481, 4.0085, 4.5371, 0.8865, -0.5306, -1.6721],
  },
  {
    signals: ['cycle', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.2054,
    weights: [0.0578, 0.1852, 0.2653, 0, 0.0942, 0.1248, 0.2605, 0.158],
    means: [2.3993, -0.0456, -0.1481, 4.0085, 4.5371, 0.8865, -0.5306, -1.6721],
  },
  {
    signals: ['head', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.079,
    weights: [0.5929, 0.0559, 0.2865, 0, 0.0797, 0.1047, 0, 0.1569],
    means: [0.3364, -0.0456, -0.1481, 4.0085, 4.5371, 0.8865, -0.5306, -1.6721],
  },
  {
    signals: ['stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.2985,
    weights: [0.2364, 0.2306, 0, 0.1058, 0.1297, 0.2797, 0.1601],
    means: [-0.0456, -0.1481, 4.0085, 4.5371, 0.8865, -0.5306, -1.6721],
  },
];
