import { t } from '../../text/message';
import { onImage, section } from '../command';

const names = {
  box: 'Box',
  point: 'Point',
  brush: 'Brush',
  eraser: 'Eraser',
  lasso: 'Lasso',
  polygon: 'Polygon',
  fill: 'Fill Hole',
  wand: 'Wand',
  threshold: 'Threshold',
  scribble: 'Scribble',
  ruler: 'Ruler',
  area: 'Area',
} as const;

type Tool = keyof typeof names;

/** The tool in use, named in the editor's title, where a press offers the others. */
export const tools = section(t`Tools`, [
  {
    id: 'samUnet.chooseTool',
    title: 'Choose Tool…',
    palette: 'imageOpen',
    keys: [onImage('shift+q')],
    does: t`Choose a tool`,
  },
  ...(Object.keys(names) as Tool[]).map((tool) => ({
    id: `samUnet.activeTool.${tool}` as const,
    title: names[tool],
    palette: 'never' as const,
    menus: [{ menu: 'editor/title' as const, group: 'navigation@0', when: ['imageOpen', `${tool}Tool`] as const }],
  })),
]);
