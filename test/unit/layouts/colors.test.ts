import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { knownTable, vocColor } from '../../../src/core/layouts/colors/known';
import { parseColorTable } from '../../../src/core/layouts/colors/parse';
import { codesLabels, fittingTable, noTable, readColors, type ColoredMap } from '../../../src/core/layouts/colors/read';
import { colorTable, colorText } from '../../../src/core/layouts/colors/table';
import { english } from '../../../src/core/text/message';

const [black, red, green, blue] = [0, 0xff0000, 0x00ff00, 0x0000ff];
const parts = colorTable('parts.json', [
  ['liver', red],
  ['spleen', green],
  ['void', blue],
]);

/** A picture of these rows of colours. */
function pixels(rows: readonly (readonly number[])[]) {
  return { width: rows[0]!.length, height: rows.length, colors: Uint32Array.from(rows.flat()) };
}

/** Rows of these colours, each `side` pixels wide and high, one beside the other. */
function squares(colors: readonly number[], side = 4) {
  const row = colors.flatMap((color) => Array<number>(side).fill(color));
  return pixels(Array<number[]>(side).fill(row));
}

const areas = ({ data, names }: ColoredMap) =>
  Object.fromEntries([...names].map(([value, name]) => [name, data.filter((each) => each === value).length]));

function questionOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.details.question?.key;
  }
  return 'no error';
}

describe('tables of colours', () => {
  test.each([
    ['names with colours', '{"liver": "#ff0000", "spleen": [0, 255, 0]}'],
    ['colours with names', '{"#f00": "liver", "0,255,0": "spleen"}'],
    ['a list', '[{"name": "liver", "color": "#ff0000"}, {"label": "spleen", "rgb": [0, 255, 0]}]'],
    [
      'a label file',
      '{"version": 1, "labels": [{"name": "liver", "value": 1, "color": "#FF0000"}, {"name": "spleen", "value": 2, "color": "#00ff00"}]}',
    ],
    [
      'COCO categories',
      '{"images": [], "categories": [{"id": 1, "name": "liver", "color": [255, 0, 0]}, {"id": 2, "name": "spleen", "color": [0, 255, 0]}]}',
    ],
    ['class_dict.csv of CamVid', 'name,r,g,b\nliver,255,0,0\nspleen,0,255,0\n'],
    ['semicolons and hex', 'Label;Colour\nliver;#ff0000\nspleen;00ff00\n'],
    ['labelmap.txt of CVAT', '# label:color_rgb:parts:actions\nliver:255,0,0::\nspleen:0,255,0::\n'],
    [
      'descriptions of ITK-SNAP',
      '# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL\n    1   255    0    0        1  1  1    "liver"\n    2     0  255    0        1  1  1    "spleen"\n',
    ],
    ['a colour table of 3D Slicer', '# Color table file\n1 liver 255 0 0 255\n2 spleen 0 255 0 255\n'],
    ['label_colors.txt of CamVid', '255 0 0\tliver\n0 255 0\tspleen\n'],
    ['names and numbers', 'liver: 255 0 0\nspleen: 0 255 0\n'],
    ['names and hex', 'liver #ff0000\nspleen #00FF00\n'],
  ])('%s', (_, text) => {
    expect([...parseColorTable(text, 'a').labels]).toEqual([
      [red, 'liver'],
      [green, 'spleen'],
    ]);
  });

  it('know what is no object', () => {
    const { labels } = parseColorTable(
      '{"background": "#000000", "_background_": "#010101", "Void": "#e0e0c0", "voids": "#101010"}',
      'a',
    );
    expect([...labels.values()]).toEqual([null, null, null, 'voids']);
  });

  it('leave out a colour of several labels', () => {
    expect([...parseColorTable('a #ff0000\nb #ff0000\nc #00ff00', 'a').labels.values()]).toEqual(['c']);
  });

  test.each(['', '[]', '{}', '{', 'a,b\n1,2', 'liver 300 0 0', '{"liver": 1}', '[null, 3]'])('%j is none', (text) => {
    expect(() => parseColorTable(text, 'a.json')).toThrow('a.json');
  });

  // VOCdevkit, and the palette of the segmentation masks of PASCAL VOC 2012.
  it('of PASCAL VOC are its own', () => {
    expect([0, 1, 2, 3, 8, 15, 20, 255].map((index) => colorText(vocColor(index)))).toEqual([
      '#000000',
      '#800000',
      '#008000',
      '#808000',
      '#400000',
      '#c08080',
      '#004080',
      '#e0e0c0',
    ]);
    expect(knownTable('voc').labels.get(0xc08080)).toBe('person');
    expect(knownTable('voc').labels.get(0xe0e0c0)).toBeNull();
    expect(knownTable('cityscapes').labels.get(0x804080)).toBe('road');
  });
});

describe('colour-coded masks', () => {
  it('are read by a table', () => {
    const map = readColors(squares([black, red, green, blue, red]), parts, undefined);
    expect(areas(map)).toEqual({ liver: 32, spleen: 16 });
    expect([...map.shown.values()]).toEqual(['#ff0000', '#00ff00']);
    expect(map.notes).toEqual([]);
  });

  it('name colours that a table does not have', () => {
    const strange = squares([red, 0x123456]);
    expect(questionOf(() => readColors(strange, parts, undefined))).toBe('unknownColors');
    expect(() => readColors(strange, parts, undefined)).toThrow(/parts\.json.*#123456 \(16\)/);
    const background = readColors(strange, parts, 'background');
    expect(areas(background)).toEqual({ liver: 16 });
    expect(background.notes.map(english).join()).toContain('#123456');
    expect(areas(readColors(strange, parts, 'labels'))).toEqual({ liver: 16, 'color #123456': 16 });
  });

  it('give smoothed edges to the nearer colour, with a note', () => {
    const edge = pixels(
      Array<number[]>(3).fill([black, black, 0x300000, 0xd00000, red, 0xa05f00, 0x40bf00, green, green]),
    );
    const map = readColors(edge, parts, undefined);
    expect(areas(map)).toEqual({ liver: 9, spleen: 9 });
    expect(map.notes.map(english)).toEqual([
      expect.stringContaining('smoothed edges were given to the nearer label: 12'),
    ]);
  });

  it('do not take a colour apart from edges for a mixture', () => {
    const inside = squares([red, 0x7f7f00, green], 6);
    expect(questionOf(() => readColors(inside, parts, undefined))).toBe('unknownColors');
  });

  it('can have each colour as a label', () => {
    expect(areas(readColors(squares([black, red, 0x123456]), undefined, undefined))).toEqual({
      'color #ff0000': 16,
      'color #123456': 16,
    });
  });

  it('without a table are a question, which offers known tables that fit', () => {
    expect(noTable(squares([black, vocColor(1), vocColor(2)])).details.question).toMatchObject({
      key: 'colors',
      readings: [{ answer: 'voc' }, { answer: 'each' }],
    });
    expect(noTable(squares([0x123456])).details.question?.readings).toMatchObject([{ answer: 'each' }]);
    expect(noTable(squares([black, red])).message).toMatch(/#ff0000 \(16\).*--colors/);
  });

  it('of more colours than labels are pictures', () => {
    const photo = pixels(
      Array.from({ length: 40 }, (_, y) => Array.from({ length: 40 }, (_each, x) => x * 6 * 65_536 + y * 6 + 0x500)),
    );
    expect(() => readColors(photo, undefined, undefined)).toThrow('picture');
    expect(() => {
      throw noTable(photo);
    }).toThrow('picture');
    expect(fittingTable(photo, [parts])).toBeUndefined();
  });

  it('code labels if several colours fill areas', () => {
    expect(codesLabels(squares([black, red]))).toBe(false);
    expect(codesLabels(squares([black, red, green]))).toBe(true);
  });
});
