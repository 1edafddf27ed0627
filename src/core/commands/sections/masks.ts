import { chord, section } from '../command';

export const masks = section('Comparing and exchanging masks', [
  {
    id: 'samUnet.compareMasks',
    title: 'Compare Masks…',
    icon: 'diff',
    keys: [chord('c', 'imageOpen')],
  },
  {
    id: 'samUnet.evaluate',
    title: 'Evaluate Model…',
    icon: 'graph-scatter',
    keys: [chord('q')],
    does: 'Evaluate the model',
  },
  {
    id: 'samUnet.exportMasks',
    title: 'Export Masks…',
    keys: [chord('e')],
    menus: [{ menu: 'view/title', group: '1_masks@2', when: ['inObjectsView'] }],
  },
  {
    id: 'samUnet.importMasks',
    title: 'Import Masks…',
    keys: [chord('i')],
    menus: [{ menu: 'view/title', group: '1_masks@3', when: ['inObjectsView'] }],
  },
]);
