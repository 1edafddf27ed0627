import { chord, onImage, section } from '../command';

export const keys = section('Keys', [
  {
    id: 'samUnet.showKeys',
    title: 'Show Keys',
    palette: 'imageOpen',
    // The question mark of US keyboards; `shift+k` is on all.
    keys: [onImage('shift+k'), onImage('shift+/')],
    does: 'Show the keys',
    menus: [
      { menu: 'editor/title', group: '4_keys@2', when: ['imageOpen'] },
      { menu: 'editor/title/context', group: '6_samUnet@2', when: ['imageOpen'] },
    ],
  },
  {
    id: 'samUnet.changeKeys',
    title: 'Change Keys',
    icon: 'keyboard',
    keys: [chord('shift+k')],
    does: 'Open Keyboard Shortcuts, filtered to SAM-UNet',
    menus: [{ menu: 'editor/title', group: '4_keys@3', when: ['imageOpen'] }],
  },
]);
