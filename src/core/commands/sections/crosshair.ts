import { t } from '../../text/message';
import { onImage, section } from '../command';

export const crosshair = section(t`Keyboard crosshair`, [
  {
    id: 'samUnet.crosshair',
    title: 'Toggle Keyboard Crosshair',
    palette: 'imageOpen',
    keys: [onImage('k')],
    does: t`Turn the crosshair on or off`,
    menus: [{ menu: 'editor/title', group: '4_keys@1', when: ['imageOpen'] }],
  },
  ...(['Left', 'Right', 'Up', 'Down'] as const).map((side) => ({
    id: `samUnet.crosshair${side}` as const,
    title: `Move Crosshair ${side}`,
    palette: 'imageOpen' as const,
    keys: [onImage(side.toLowerCase(), 'crosshair')],
    does: t`Move the crosshair by one pixel`,
  })),
  ...(['Left', 'Right', 'Up', 'Down'] as const).map((side) => ({
    id: `samUnet.crosshairFar${side}` as const,
    title: `Move Crosshair ${side} by a Tenth of the View`,
    palette: 'imageOpen' as const,
    keys: [onImage(`shift+${side.toLowerCase()}`, 'crosshair')],
    does: t`Move the crosshair by a tenth of the view`,
  })),
  {
    id: 'samUnet.press',
    title: 'Place Corner or Point at Crosshair',
    palette: 'imageOpen',
    keys: [onImage('enter', 'crosshair')],
    does: t`Place a corner or point`,
  },
  {
    id: 'samUnet.pressNegative',
    title: 'Place Negative Point at Crosshair',
    palette: 'imageOpen',
    keys: [onImage('alt+enter', 'crosshair')],
    does: t`Place a negative point`,
  },
  {
    id: 'samUnet.typePrompt',
    title: 'Type Box or Point…',
    palette: 'imageOpen',
    keys: [onImage('shift+b')],
    does: t`Type a box or a point in numbers`,
    menus: [{ menu: 'editor/title', group: '4_keys@1', when: ['imageOpen'] }],
  },
]);
