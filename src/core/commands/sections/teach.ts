import { t } from '../../text/message';
import { chord, section } from '../command';

export const teaching = section(t`Taught labels`, [
  {
    id: 'samUnet.teachLabel',
    title: 'Teach Label…',
    icon: 'mortar-board',
    palette: 'trusted',
    keys: [chord('shift+t', 'trusted')],
    does: t`Teach a label`,
    menus: [
      { menu: 'view/title', group: '1_masks@3', when: ['inObjectsView', 'trusted'] },
      { menu: 'view/title', group: '1_masks@3', when: ['inDatasetView', 'trusted'] },
      { menu: 'view/title', group: 'navigation@1', when: ['inTaughtView'] },
      { menu: 'view/item/context', group: '4_teach', when: ['inObjectsView', 'onObjectItem', 'trusted'] },
    ],
  },
  {
    id: 'samUnet.findTaught',
    title: 'Find Taught Label in Image…',
    icon: 'search',
    palette: 'imageWithTaught',
    keys: [chord('a', 'imageWithTaught')],
    does: t`Find a taught label in the image`,
    menus: [
      { menu: 'view/item/context', group: 'inline@1', when: ['inTaughtView', 'onTaughtItem', 'imageOpen'] },
      { menu: 'view/item/context', group: '1_use@1', when: ['inTaughtView', 'onTaughtItem', 'imageOpen'] },
      { menu: 'view/title', group: '1_masks@4', when: ['inObjectsView', 'imageWithTaught'] },
    ],
  },
  {
    id: 'samUnet.generateTaught',
    title: 'Generate Masks of Taught Label…',
    icon: 'sparkle',
    palette: 'hasTaught',
    menus: [
      { menu: 'view/item/context', group: 'inline@2', when: ['inTaughtView', 'onTaughtItem'] },
      { menu: 'view/item/context', group: '1_use@2', when: ['inTaughtView', 'onTaughtItem'] },
    ],
  },
  {
    id: 'samUnet.teachAgain',
    title: 'Teach Label Again',
    icon: 'refresh',
    palette: 'hasTaught',
    menus: [
      { menu: 'view/item/context', group: 'inline@3', when: ['inTaughtView', 'onTaughtItem'] },
      { menu: 'view/item/context', group: '2_teach@1', when: ['inTaughtView', 'onTaughtItem'] },
    ],
  },
  {
    id: 'samUnet.teachAllAgain',
    title: 'Teach All Labels Again for This Model',
    icon: 'refresh',
    palette: 'hasForeignTaught',
    menus: [{ menu: 'view/title', group: 'navigation@2', when: ['inTaughtView', 'hasForeignTaught'] }],
  },
  {
    id: 'samUnet.rollBackTaught',
    title: 'Roll Back Taught Label',
    palette: 'hasTaught',
    menus: [{ menu: 'view/item/context', group: '2_teach@2', when: ['inTaughtView', 'onFormerTaughtItem'] }],
  },
  {
    id: 'samUnet.replayTaught',
    title: 'Compare Teachings of Label',
    palette: 'hasTaught',
    menus: [{ menu: 'view/item/context', group: '2_teach@3', when: ['inTaughtView', 'onFormerTaughtItem'] }],
  },
  {
    id: 'samUnet.forgetTaught',
    title: 'Forget Taught Label…',
    palette: 'hasTaught',
    menus: [{ menu: 'view/item/context', group: '3_forget', when: ['inTaughtView', 'onTaughtItem'] }],
  },
]);
