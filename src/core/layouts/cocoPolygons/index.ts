import { t } from '../../text/message';
import { layout as coco } from '../coco';
import type { Layout } from '../layout';
import { polygonWriter } from '../coco/write';

export const layout = {
  ...coco,
  name: 'coco-polygons',
  title: t`COCO with polygons`,
  description: t`annotations.json with polygons, for programs that read no run lengths`,
  // Read as COCO.
  detect: () => false,
  writer: polygonWriter,
} as const satisfies Layout;
