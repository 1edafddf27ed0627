import { t } from '../../text/message';
import { chord, section } from '../command';

export const masks = section(t`Masks and evaluation`, [
  {
    id: 'samUnet.compareMasks',
    title: 'Compare Masks…',
    icon: 'diff',
    keys: [chord('c', 'imageOpen')],
    does: t`Compare the masks with others`,
  },
  {
    id: 'samUnet.compareReaders',
    title: 'Compare Two Readers…',
    icon: 'organization',
    keys: [chord('shift+r')],
    does: t`Compare the masks of two readers`,
    menus: [
      { menu: 'view/title', group: '3_check@2', when: ['inDatasetView'] },
      { menu: 'explorer/context', group: '6_samUnet@6', when: ['onSeveralFolders'] },
    ],
  },
  {
    id: 'samUnet.evaluate',
    title: 'Evaluate Model…',
    icon: 'graph-scatter',
    keys: [chord('q')],
    does: t`Evaluate the model on a data set`,
  },
  {
    id: 'samUnet.exportMasks',
    title: 'Export Masks…',
    keys: [chord('e')],
    does: t`Export masks`,
    menus: [{ menu: 'view/title', group: '1_masks@2', when: ['inObjectsView'] }],
  },
  {
    id: 'samUnet.importMasks',
    title: 'Import Masks…',
    keys: [chord('i')],
    does: t`Import masks`,
    menus: [{ menu: 'view/title', group: '1_masks@3', when: ['inObjectsView'] }],
  },
]);
