import { t } from '../../text/message';
import { chord, onImage, section } from '../command';

export const keys = section(t`Keyboard shortcuts`, [
  {
    id: 'samUnet.showKeys',
    title: 'Show Keyboard Shortcuts',
    palette: 'imageOpen',
    // The question mark of US keyboards; `shift+k` is on all.
    keys: [onImage('shift+k'), onImage('shift+/')],
    does: t`Show the default keyboard shortcuts`,
    menus: [
      { menu: 'editor/title', group: '4_keys@2', when: ['imageOpen'] },
      { menu: 'editor/title/context', group: '6_samUnet@2', when: ['imageOpen'] },
    ],
  },
  {
    id: 'samUnet.changeKeys',
    title: 'Configure Keyboard Shortcuts',
    icon: 'keyboard',
    keys: [chord('shift+k')],
    does: t`Open Keyboard Shortcuts, filtered to SAM-UNet`,
    menus: [{ menu: 'editor/title', group: '4_keys@3', when: ['imageOpen'] }],
  },
  {
    id: 'samUnet.openWalkthrough',
    title: 'Open Walkthrough',
  },
]);
