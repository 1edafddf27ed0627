import { t } from '../../text/message';
import { chord, onImage, section } from '../command';

export const cleaning = section(t`Mask clean-up`, [
  {
    id: 'samUnet.cleanUp',
    title: 'Clean Up Masks…',
    icon: 'sparkle',
    palette: 'imageOpen',
    keys: [onImage('t')],
    does: t`Clean up masks: fill holes, remove islands, smooth borders`,
    menus: [
      { menu: 'editor/title', group: '1_object@3', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '4_clean@1', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.cleanUpVolume',
    title: 'Clean Up Object in 3-D…',
    palette: 'imageOpen',
    keys: [chord('shift+z', 'imageOpen')],
    does: t`Clean up an object in three dimensions, through its slices`,
    menus: [
      { menu: 'editor/title', group: '1_slices@5', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '2_slices@5', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.combineObjects',
    title: 'Combine Objects…',
    palette: 'imageOpen',
    keys: [onImage('shift+t')],
    does: t`Add, subtract, intersect or merge objects`,
    menus: [
      { menu: 'editor/title', group: '1_object@4', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '4_clean@2', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.splitObject',
    title: 'Split Object into Parts',
    palette: 'imageOpen',
    keys: [chord('z', 'imageOpen')],
    does: t`Split the object into its parts`,
    menus: [
      { menu: 'editor/title', group: '1_object@5', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '4_clean@3', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.chooseOverlaps',
    title: 'Choose How Overlaps Are Saved…',
    palette: 'imageOpen',
    menus: [{ menu: 'view/title', group: '1_masks@4', when: ['inObjectsView'] }],
  },
]);
