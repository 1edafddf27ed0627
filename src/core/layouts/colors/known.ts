import { once } from '../../base/once';
import { colorTable, rgb, type ColorTable, type Rgb } from './table';

/** Tables that are known by name. */
export const knownTables = ['voc', 'cityscapes'] as const;
export type KnownTable = (typeof knownTables)[number];

const vocNames = [
  ...['background', 'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow'],
  ...['diningtable', 'dog', 'horse', 'motorbike', 'person', 'pottedplant', 'sheep', 'sofa', 'train', 'tvmonitor'],
];

/** cityscapesScripts, helpers/labels.py. */
const cityscapes: readonly (readonly [string, number, number, number])[] = [
  ['unlabeled', 0, 0, 0],
  ['dynamic', 111, 74, 0],
  ['ground', 81, 0, 81],
  ['road', 128, 64, 128],
  ['sidewalk', 244, 35, 232],
  ['parking', 250, 170, 160],
  ['rail track', 230, 150, 140],
  ['building', 70, 70, 70],
  ['wall', 102, 102, 156],
  ['fence', 190, 153, 153],
  ['guard rail', 180, 165, 180],
  ['bridge', 150, 100, 100],
  ['tunnel', 150, 120, 90],
  ['pole', 153, 153, 153],
  ['traffic light', 250, 170, 30],
  ['traffic sign', 220, 220, 0],
  ['vegetation', 107, 142, 35],
  ['terrain', 152, 251, 152],
  ['sky', 70, 130, 180],
  ['person', 220, 20, 60],
  ['rider', 255, 0, 0],
  ['car', 0, 0, 142],
  ['truck', 0, 0, 70],
  ['bus', 0, 60, 100],
  ['caravan', 0, 0, 90],
  ['trailer', 0, 0, 110],
  ['train', 0, 80, 100],
  ['motorcycle', 0, 0, 230],
  ['bicycle', 119, 11, 32],
];

const tables = once((): Readonly<Record<KnownTable, ColorTable>> => ({
  voc: colorTable('voc', [...vocNames.map((name, index) => [name, vocColor(index)] as const), ['void', 0xe0e0c0]]),
  cityscapes: colorTable(
    'cityscapes',
    cityscapes.map(([name, ...color]) => [name, rgb(...color)]),
  ),
}));

export function knownTable(name: KnownTable): ColorTable {
  return tables()[name];
}

/** The colour that PASCAL VOC gives to the class of an index: its lowest bits are the highest of the three channels (VOCdevkit, VOClabelcolormap.m). */
export function vocColor(index: number): Rgb {
  const parts = [0, 0, 0];
  for (let bits = index, shift = 7; bits > 0; bits >>= 3, shift--) {
    for (const channel of parts.keys()) parts[channel]! |= ((bits >> channel) & 1) << shift;
  }
  return rgb(parts[0]!, parts[1]!, parts[2]!);
}
