import type { Protocol } from '../protocol';

/** The published protocol of SAM-UNet: the exact box of the largest component, one answer. */
export const box: Protocol = {
  name: 'box',
  title: 'Exact box',
  description: 'The exact box of the largest component, as published for SAM-UNet.',
  open: ({ object }) => ({ prompt: { box: object.bounds, points: [] } }),
};
