import type { Fits } from './estimate';

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
    intercept: -1.2614,
    weights: [0, 0.5041, 0, 0.2177, 0, 0.1458, 0.3176, 0.202, 0, 0.099, 0.1356, 0.0925],
    means: [1.7028, 2.4291, 4.185, 2.2428, 2.9982, 1.1031, 0.1921, 4.3969, 4.4662, 1.192, -0.6879, -1.3949],
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
    intercept: -1.2614,
    weights: [0.5041, 0, 0.2177, 0, 0.1458, 0.3176, 0.202, 0, 0.099, 0.1356, 0.0925],
    means: [2.4291, 4.185, 2.2428, 2.9982, 1.1031, 0.1921, 4.3969, 4.4662, 1.192, -0.6879, -1.3949],
  },
  {
    signals: ['head', 'fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.1322,
    weights: [0, 0.2383, 0.0022, 0.0931, 0.4511, 0.2288, 0, 0.1096, 0.209, 0.1038],
    means: [1.7028, 2.2428, 2.9982, 1.1031, 0.1921, 4.3969, 4.4662, 1.192, -0.6879, -1.3949],
  },
  {
    signals: ['fit', 'sides', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: -0.1322,
    weights: [0.2383, 0.0022, 0.0931, 0.4511, 0.2288, 0, 0.1096, 0.209, 0.1038],
    means: [2.2428, 2.9982, 1.1031, 0.1921, 4.3969, 4.4662, 1.192, -0.6879, -1.3949],
  },
  {
    signals: ['head', 'cycle', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.5975,
    weights: [0, 0.0532, 0.1923, 0.2346, 0, 0.0392, 0.1555, 0.3629, 0.1897],
    means: [0.3674, 2.4384, 0.1173, -0.0985, 3.8945, 4.5283, 0.7767, -0.5808, -1.6395],
  },
  {
    signals: ['cycle', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.5975,
    weights: [0.0532, 0.1923, 0.2346, 0, 0.0392, 0.1555, 0.3629, 0.1897],
    means: [2.4384, 0.1173, -0.0985, 3.8945, 4.5283, 0.7767, -0.5808, -1.6395],
  },
  {
    signals: ['head', 'stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.756,
    weights: [0, 0.2287, 0.2076, 0, 0.0334, 0.163, 0.381, 0.1918],
    means: [0.3674, 0.1173, -0.0985, 3.8945, 4.5283, 0.7767, -0.5808, -1.6395],
  },
  {
    signals: ['stability', 'certainty', 'parts', 'holes', 'roundness', 'size', 'contrast'],
    intercept: 0.756,
    weights: [0.2287, 0.2076, 0, 0.0334, 0.163, 0.381, 0.1918],
    means: [0.1173, -0.0985, 3.8945, 4.5283, 0.7767, -0.5808, -1.6395],
  },
];
