import { chord, onImage, section } from '../command';

export const cleaning = section('Cleaning up masks', [
  {
    id: 'samUnet.cleanUp',
    title: 'Clean Up Masks…',
    icon: 'sparkle',
    palette: 'imageOpen',
    keys: [onImage('t')],
    does: 'Clean up masks: holes, islands, borders',
    menus: [
      { menu: 'editor/title', group: '1_object@3', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '1_clean@1', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.combineObjects',
    title: 'Combine Objects…',
    palette: 'imageOpen',
    keys: [onImage('shift+t')],
    does: 'Add, subtract, intersect or merge objects',
    menus: [
      { menu: 'editor/title', group: '1_object@4', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '1_clean@2', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.splitObject',
    title: 'Split Object into Parts',
    palette: 'imageOpen',
    keys: [chord('z', 'imageOpen')],
    does: 'Make each part of the object an object',
    menus: [
      { menu: 'editor/title', group: '1_object@5', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '1_clean@3', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
]);
