import type { Protocol } from '../protocol';
import { firstClick } from './firstClick';

/** Box and click together. */
export const boxAndPoint: Protocol = {
  name: 'box+point',
  title: 'Exact box and one point',
  description: 'The exact box of the largest component and its deepest pixel.',
  open: ({ object }) => ({ prompt: { box: object.bounds, points: [firstClick(object.mask)] } }),
};
