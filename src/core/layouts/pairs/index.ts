import { t } from '../../text/message';
import type { Layout } from '../layout';
import { masksIn, PartnerFinder } from './names';
import { read } from './read';
import { writer } from './write';

export const layout = {
  name: 'pairs',
  title: t`Folders of images and masks`,
  description: t`images/ and masks/ with one label map per image, under the same name`,
  writesImages: true,
  cannotHoldOverlaps: true,
  cannotHoldInstances: true,
  detect: (paths) => {
    const masks = masksIn(paths);
    if (masks.length === 0) return false;
    const own = new Set(masks);
    const partners = new PartnerFinder(paths.filter((path) => !own.has(path)));
    return masks.some((mask) => partners.find(mask).length > 0);
  },
  read,
  writer,
} as const satisfies Layout;
