import { t, type Message } from '../text/message';
import type { Tool } from './tool';

/** What tools are called over the image, in the title of the editor and by screen readers. */
export const toolNames: Readonly<Record<Tool, Message>> = {
  box: t`Box`,
  point: t`Point`,
  brush: t`Brush`,
  eraser: t`Eraser`,
  lasso: t`Lasso`,
  polygon: t`Polygon`,
  fill: t`Fill Hole`,
  wand: t`Wand`,
  threshold: t`Threshold`,
  scribble: t`Scribble`,
  ruler: t`Ruler`,
  area: t`Area`,
};
