import { t } from '../../text/message';
import { onImage, onObjects, section } from '../command';

/** What can be done with one object or several, from the image and from the Objects view. */
export const objects = section(t`Objects`, [
  {
    id: 'samUnet.acceptObject',
    title: 'Accept Object',
    icon: 'check',
    palette: 'never',
    menus: [{ menu: 'view/item/context', group: '1_verdict@1', when: ['inObjectsView', 'onObjectItem'] }],
  },
  {
    id: 'samUnet.rejectObject',
    title: 'Reject Object',
    icon: 'close',
    palette: 'never',
    menus: [{ menu: 'view/item/context', group: '1_verdict@2', when: ['inObjectsView', 'onObjectItem'] }],
  },
  {
    id: 'samUnet.setLabel',
    title: 'Set Label…',
    icon: 'tag',
    palette: 'imageOpen',
    keys: [onImage('l'), onObjects('f2')],
    does: t`Set the label of the selected object and of new objects`,
    menus: [
      { menu: 'editor/title', group: '1_object@1', when: ['imageOpen'] },
      { menu: 'view/item/context', group: '2_object@1', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.deleteObject',
    title: 'Delete Object',
    icon: 'trash',
    palette: 'imageOpen',
    keys: [
      { ...onImage('delete'), mac: 'backspace' },
      { ...onObjects('delete'), mac: 'cmd+backspace' },
    ],
    does: t`Delete the selected object`,
    menus: [
      { menu: 'editor/title', group: '1_object@2', when: ['imageOpen'] },
      { menu: 'view/item/context', group: 'inline@2', when: ['inObjectsView', 'onObjectItem'] },
      { menu: 'view/item/context', group: '9_delete@1', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.hideObject',
    title: 'Hide Object',
    icon: 'eye',
    palette: 'imageOpen',
    keys: [onImage('shift+h')],
    does: t`Hide or show the selected object`,
    menus: [
      { menu: 'view/item/context', group: 'inline@0', when: ['inObjectsView', 'onShownObject'] },
      { menu: 'view/item/context', group: '2_object@2', when: ['inObjectsView', 'onShownObject'] },
    ],
  },
  {
    id: 'samUnet.showObject',
    title: 'Show Object',
    icon: 'eye-closed',
    palette: 'never',
    menus: [
      { menu: 'view/item/context', group: 'inline@0', when: ['inObjectsView', 'onHiddenObject'] },
      { menu: 'view/item/context', group: '2_object@2', when: ['inObjectsView', 'onHiddenObject'] },
    ],
  },
  {
    id: 'samUnet.lockObject',
    title: 'Lock Object',
    icon: 'unlock',
    palette: 'imageOpen',
    keys: [onImage('shift+e')],
    does: t`Lock or unlock the selected object`,
    menus: [
      { menu: 'view/item/context', group: 'inline@1', when: ['inObjectsView', 'onOpenObject'] },
      { menu: 'view/item/context', group: '2_object@3', when: ['inObjectsView', 'onOpenObject'] },
    ],
  },
  {
    id: 'samUnet.unlockObject',
    title: 'Unlock Object',
    icon: 'lock',
    palette: 'never',
    menus: [
      { menu: 'view/item/context', group: 'inline@1', when: ['inObjectsView', 'onLockedObject'] },
      { menu: 'view/item/context', group: '2_object@3', when: ['inObjectsView', 'onLockedObject'] },
    ],
  },
  {
    id: 'samUnet.bringForward',
    title: 'Bring Object Forward',
    palette: 'imageOpen',
    keys: [onImage('alt+up')],
    does: t`Bring the selected object forward, or send it backward`,
    menus: [{ menu: 'view/item/context', group: '3_order@1', when: ['inObjectsView', 'onObjectItem'] }],
  },
  {
    id: 'samUnet.sendBackward',
    title: 'Send Object Backward',
    palette: 'imageOpen',
    keys: [onImage('alt+down')],
    does: t`Bring the selected object forward, or send it backward`,
    menus: [{ menu: 'view/item/context', group: '3_order@2', when: ['inObjectsView', 'onObjectItem'] }],
  },
]);
