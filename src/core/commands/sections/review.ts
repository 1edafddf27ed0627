import { t } from '../../text/message';
import { chord, onImage, section } from '../command';

export const reviewing = section(t`Review`, [
  {
    id: 'samUnet.review',
    title: 'Review Masks…',
    icon: 'checklist',
    keys: [chord('r', 'datasetNotFocused')],
    does: t`Review masks`,
    menus: [
      { menu: 'view/title', group: 'navigation@1', when: ['inObjectsView'] },
      { menu: 'view/title', group: '1_masks@1', when: ['inDatasetView'] },
    ],
  },
  {
    id: 'samUnet.acceptMasks',
    title: 'Accept Masks',
    icon: 'check',
    palette: 'imageOpen',
    keys: [onImage('a')],
    does: t`Accept the masks, or the image as empty`,
    menus: [{ menu: 'editor/title', group: 'navigation@-2', when: ['imageOpen', 'reviewing'] }],
  },
  {
    id: 'samUnet.rejectMask',
    title: 'Reject Mask',
    icon: 'close',
    palette: 'imageOpen',
    keys: [onImage('r')],
    does: t`Reject the mask`,
    menus: [{ menu: 'editor/title', group: 'navigation@-1', when: ['imageOpen', 'reviewing'] }],
  },
  {
    id: 'samUnet.editMask',
    title: 'Edit Mask',
    palette: 'imageOpen',
    keys: [onImage('e')],
    does: t`Edit the mask`,
  },
  {
    id: 'samUnet.skipImage',
    title: 'Skip Image',
    palette: 'reviewing',
    keys: [onImage('space', 'reviewing')],
    does: t`Skip the image`,
  },
  {
    id: 'samUnet.previousImage',
    title: 'Go to Previous Image',
    palette: 'reviewing',
    keys: [onImage('shift+space', 'reviewing')],
    does: t`Go back to the previous image`,
  },
]);
