import type { CommandId } from '../commands';
import type { KeyGroup } from '../commands/keyTable';
import { t, type Message } from '../text/message';
import { isAreaTool, isPaintTool, type Tool } from './tool';

/** What somebody is doing who asks for the keys. */
export type KeyMode = 'review' | 'crosshair' | 'prompts' | 'painting' | 'areas' | 'measuring';

/** What the mouse does, and with which gesture. */
export interface MouseGesture {
  readonly gesture: Message;
  readonly does: Message;
}

export const modeNames: Readonly<Record<KeyMode, Message>> = {
  review: t`Keys in a review`,
  crosshair: t`Keys of the crosshair`,
  prompts: t`Keys for prompts`,
  painting: t`Keys for painting`,
  areas: t`Keys for areas`,
  measuring: t`Keys for measuring`,
};

export function keyModeOf(
  tool: Tool,
  { isReview, hasCrosshair }: { isReview: boolean; hasCrosshair: boolean },
): KeyMode {
  if (hasCrosshair) return 'crosshair';
  if (isPaintTool(tool)) return 'painting';
  if (isAreaTool(tool)) return 'areas';
  if (tool === 'ruler' || tool === 'area') return 'measuring';
  return isReview ? 'review' : 'prompts';
}

const toolKeys: readonly CommandId[] = [
  'samUnet.boxTool',
  'samUnet.pointTool',
  'samUnet.brushTool',
  'samUnet.eraserTool',
  'samUnet.chooseTool',
];
const objectKeys: readonly CommandId[] = [
  'samUnet.nextObject',
  'samUnet.deleteObject',
  'samUnet.setLabel',
  'samUnet.acceptMasks',
  'samUnet.cancel',
];
const viewKeys: readonly CommandId[] = [
  'samUnet.nextSlice',
  'samUnet.nextTenSlices',
  'samUnet.toggleFill',
  'samUnet.chooseWindow',
  'samUnet.fit',
  'samUnet.crosshair',
];
const handKeys: readonly CommandId[] = ['samUnet.largerBrush', 'samUnet.brushRange', 'samUnet.spareOthers'];

/** Commands whose keys are shown in each mode; all others are a press away. */
const commandsOf: Readonly<Record<KeyMode, readonly CommandId[]>> = {
  review: [
    'samUnet.acceptMasks',
    'samUnet.rejectMask',
    'samUnet.editMask',
    'samUnet.skipImage',
    'samUnet.previousImage',
    ...toolKeys,
    'samUnet.nextObject',
    'samUnet.deleteObject',
    'samUnet.setLabel',
    'samUnet.nextSlice',
    'samUnet.toggleFill',
    'samUnet.chooseWindow',
  ],
  crosshair: [
    'samUnet.crosshair',
    'samUnet.crosshairLeft',
    'samUnet.crosshairFarLeft',
    'samUnet.press',
    'samUnet.pressNegative',
    'samUnet.typePrompt',
    ...toolKeys,
    'samUnet.largerBrush',
    ...objectKeys,
    'samUnet.nextSlice',
    'samUnet.nextTenSlices',
    'samUnet.zoomIn',
    'samUnet.zoomOut',
    'samUnet.fit',
    'samUnet.chooseWindow',
  ],
  prompts: [...toolKeys, 'samUnet.segmentActiveImage', 'samUnet.nextCandidate', ...objectKeys, ...viewKeys],
  painting: [...toolKeys, ...handKeys, ...objectKeys, ...viewKeys],
  areas: [...toolKeys, ...handKeys, 'samUnet.confirm', ...objectKeys, ...viewKeys],
  measuring: ['samUnet.rulerTool', 'samUnet.areaTool', ...toolKeys, 'samUnet.cancel', ...viewKeys],
};

const window: MouseGesture = { gesture: t`Right-drag`, does: t`Change the window` };
const pan: MouseGesture = { gesture: t`Space + drag`, does: t`Pan the image` };
const zoom: MouseGesture = { gesture: t`Ctrl + wheel`, does: t`Zoom at the pointer` };
const prompting: readonly MouseGesture[] = [
  { gesture: t`Drag`, does: t`Draw a box` },
  { gesture: t`Click, Alt-click`, does: t`Add a positive or negative point` },
];

const mouseOf: Readonly<Record<KeyMode, readonly MouseGesture[]>> = {
  review: [...prompting, window, { ...pan, gesture: t`Middle-drag` }],
  crosshair: [],
  prompts: [...prompting, { gesture: t`Double-click`, does: t`Zoom to fit` }, window, pan, zoom],
  painting: [
    { gesture: t`Drag, Alt-drag`, does: t`Paint or erase` },
    { gesture: t`Shift-click`, does: t`Draw a straight line` },
    { gesture: t`Shift + wheel`, does: t`Enlarge or shrink the brush` },
    window,
    pan,
  ],
  areas: [{ gesture: t`Drag, Alt-drag`, does: t`Add an area, or subtract it` }, window, pan],
  measuring: [{ gesture: t`Drag`, does: t`Measure a length or an area` }, window, pan, zoom],
};

/** The keys and gestures of a mode; together at most 25 rows. */
export function keysOfMode(
  groups: readonly KeyGroup[],
  mode: KeyMode,
): { readonly groups: readonly KeyGroup[]; readonly mouse: readonly MouseGesture[] } {
  const wanted = new Set<string>(commandsOf[mode]);
  return {
    groups: groups
      .map(({ name, rows }) => ({ name, rows: rows.filter(({ commands }) => commands.some((id) => wanted.has(id))) }))
      .filter(({ rows }) => rows.length > 0),
    mouse: mouseOf[mode],
  };
}
