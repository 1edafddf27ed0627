import { t } from '../../text/message';
import { onImage, section } from '../command';

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export const drawing = section(t`Prompts and objects`, [
  {
    id: 'samUnet.boxTool',
    title: 'Use Box Tool',
    icon: 'screen-full',
    palette: 'imageOpen',
    keys: [onImage('b')],
    does: t`Use the box tool`,
    menus: [{ menu: 'editor/title', group: 'navigation@1', when: ['imageOpen'] }],
  },
  {
    id: 'samUnet.pointTool',
    title: 'Use Point Tool',
    icon: 'target',
    palette: 'imageOpen',
    keys: [onImage('p')],
    does: t`Use the point tool`,
    menus: [{ menu: 'editor/title', group: 'navigation@2', when: ['imageOpen'] }],
  },
  {
    id: 'samUnet.segmentActiveImage',
    title: 'Segment Active Image',
    icon: 'wand',
    keys: [onImage('s')],
    does: t`Segment the whole slice`,
    menus: [{ menu: 'editor/title', group: 'navigation@3', when: ['imageOpen'] }],
  },
  {
    id: 'samUnet.nextObject',
    title: 'Select Next Object',
    palette: 'imageOpen',
    keys: [onImage('n')],
    does: t`Select the next or previous object`,
  },
  {
    id: 'samUnet.previousObject',
    title: 'Select Previous Object',
    palette: 'imageOpen',
    keys: [onImage('shift+n')],
    does: t`Select the next or previous object`,
  },
  {
    id: 'samUnet.nextCandidate',
    title: 'Show Next Candidate',
    palette: 'imageOpen',
    keys: [onImage('c')],
    does: t`Show the next or previous candidate`,
  },
  {
    id: 'samUnet.previousCandidate',
    title: 'Show Previous Candidate',
    palette: 'imageOpen',
    keys: [onImage('shift+c')],
    does: t`Show the next or previous candidate`,
  },
  {
    id: 'samUnet.deleteObject',
    title: 'Delete Object',
    icon: 'trash',
    palette: 'imageOpen',
    keys: [{ ...onImage('delete'), mac: 'backspace' }],
    does: t`Delete the selected object`,
    menus: [
      { menu: 'editor/title', group: '1_object@2', when: ['imageOpen'] },
      { menu: 'view/item/context', group: 'inline@2', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.setLabel',
    title: 'Set Label…',
    icon: 'tag',
    palette: 'imageOpen',
    keys: [onImage('l')],
    does: t`Set the label of the selected object and of new objects`,
    menus: [
      { menu: 'editor/title', group: '1_object@1', when: ['imageOpen'] },
      { menu: 'view/item/context', group: 'inline@1', when: ['inObjectsView', 'onObjectItem'] },
    ],
  },
  {
    id: 'samUnet.useLabel',
    keys: digits.map((digit) => ({ ...onImage(`[Digit${digit}]`), args: digit })),
    does: t`Set the label that has this digit`,
  },
  {
    id: 'samUnet.cancel',
    title: 'Cancel Drag or Deselect',
    palette: 'imageOpen',
    keys: [onImage('escape', 'noNotifications')],
    does: t`Cancel the drag, or clear the selection`,
  },
]);
