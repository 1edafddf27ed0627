import { t } from '../../text/message';
import { chord, onImage, section } from '../command';

export const slices = section(t`Through the slices`, [
  {
    id: 'samUnet.propagate',
    title: 'Propagate Object…',
    icon: 'layers-active',
    palette: 'imageOpen',
    keys: [onImage('shift+p')],
    does: t`Propagate the object through the slices`,
    menus: [
      { menu: 'editor/title', group: '1_slices@1', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '5_slices@1', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.interpolate',
    title: 'Interpolate between Slices',
    palette: 'imageOpen',
    keys: [onImage('shift+l')],
    does: t`Interpolate between slices with the object’s label`,
    menus: [
      { menu: 'editor/title', group: '1_slices@2', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '5_slices@2', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.interpolateWithModel',
    title: 'Interpolate between Slices with Model',
    palette: 'imageOpen',
    keys: [chord('shift+b', 'imageOpen')],
    does: t`Interpolate between slices, refined by the model`,
    menus: [
      { menu: 'editor/title', group: '1_slices@3', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '5_slices@3', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.copyToNextSlice',
    title: 'Copy Object to Next Slice',
    palette: 'imageOpen',
    keys: [onImage('shift+down', 'noCrosshair')],
    does: t`Copy the object to the next or previous slice`,
    menus: [{ menu: 'view/item/context', group: '5_slices@4', when: ['inObjectsView', 'onObjectItem'] }],
  },
  {
    id: 'samUnet.copyToPreviousSlice',
    title: 'Copy Object to Previous Slice',
    palette: 'imageOpen',
    keys: [onImage('shift+up', 'noCrosshair')],
    does: t`Copy the object to the next or previous slice`,
    menus: [{ menu: 'view/item/context', group: '5_slices@5', when: ['inObjectsView', 'onObjectItem'] }],
  },
  {
    id: 'samUnet.deleteOnSlices',
    title: 'Delete Object on Slices…',
    palette: 'imageOpen',
    keys: [{ ...onImage('shift+delete'), mac: 'shift+backspace' }],
    does: t`Delete the object’s label on this and further slices`,
    menus: [
      { menu: 'editor/title', group: '1_slices@4', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '5_slices@6', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
]);
