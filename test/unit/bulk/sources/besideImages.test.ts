import { describe, expect, it } from 'vitest';
import { openSource } from '../../../../src/core/bulk/sources';
import { noteJson, type AnnotationNote } from '../../../../src/core/layouts/annotationNote';
import { boxed, imageAtHand, objectsByImage, sourceFolder } from '../../../support/sourceFolder';

describe('YOLO', () => {
  it('gives boxes in pixels, with the names of their classes', async () => {
    const texts = {
      'classes.txt': 'liver\nspleen\n',
      'a.png': '',
      'a.txt': '0 0.5 0.5 0.2 0.4\n1 0.25 0.5 0.5 1 0.93\n\n5 0 0 0.5 0.5 0.25 1\n',
      'set/images/train/b.png': '',
      'set/labels/train/b.txt': '1 0.5 0.5 1 1',
      'none.png': '',
    };
    expect(await objectsByImage({ kind: 'yolo' }, texts)).toEqual({
      'a.png': [boxed('liver', 80, 30, 120, 70), boxed('spleen', 0, 0, 100, 100), boxed('class 5', 0, 0, 100, 100)],
      'set/images/train/b.png': [boxed('spleen', 0, 0, 200, 100)],
    });
    const named = await objectsByImage(
      { kind: 'yolo', classes: 'n.txt' },
      { 'n.txt': 'x', 'a.png': '', 'a.txt': '0 .5 .5 1 1' },
    );
    expect(named['a.png']?.[0]?.label).toBe('x');
  });

  it.each(['0 0.5 0.5 0.2', '0.5 0 0 1 1', '-1 0 0 1 1', '0 a 0 1 1', 'liver 0 0 1 1', '0 NaN 0 1 1'])(
    'has a note for the line %s, and reads the others',
    async (line) => {
      const notes: AnnotationNote[] = [];
      const texts = { 'a.png': '', 'a.txt': `0 0.5 0.5 1 1\n${line}` };
      const source = await openSource({ kind: 'yolo' }, sourceFolder(texts));
      const at = imageAtHand('a.png', { note: (note) => notes.push(note) });
      expect(await source.objectsIn(at)).toHaveLength(1);
      expect(notes).toMatchObject([{ file: 'a.txt', annotation: 2, line: 2 }]);
    },
  );

  it('ignores key points with a note, and takes names of data.yaml', async () => {
    const notes: AnnotationNote[] = [];
    const data = 'names: [hand]\nkpt_shape: [2, 3]\n';
    const texts = { 'data.yaml': data, 'images/a.png': '', 'labels/a.txt': '0 .5 .5 .2 .4 .1 .1 2 .9 .9 1\n' };
    const source = await openSource({ kind: 'yolo' }, sourceFolder(texts));
    const at = imageAtHand('images/a.png', { note: (note) => notes.push(note) });
    expect(await source.objectsIn(at)).toMatchObject([boxed('hand', 80, 30, 120, 70)]);
    expect(notes.map(noteJson)).toEqual([
      { file: 'labels/a.txt', annotation: null, message: expect.stringContaining(': 1)') as string },
    ]);
  });
});

describe('LabelMe', () => {
  const shapes = (...all: unknown[]) => ({ 'd/a.png': '', 'd/a.json': JSON.stringify({ version: '5', shapes: all }) });

  it('takes rectangles in any direction, points, and the bounds of other shapes', async () => {
    const texts = shapes(
      {
        label: 'liver',
        shape_type: 'rectangle',
        points: [
          [40, 60],
          [10, 20],
        ],
      },
      { label: 'tip', shape_type: 'point', points: [[3, 4]] },
      {
        label: 'round',
        shape_type: 'circle',
        points: [
          [50, 50],
          [53, 54],
        ],
      },
      {
        label: '',
        points: [
          [1, 2],
          [5, 1],
          [3, 9],
        ],
      },
      {
        label: 'wire',
        shape_type: 'linestrip',
        points: [
          [1, 2],
          [5, 1],
        ],
      },
    );
    expect(await objectsByImage({ kind: 'labelme' }, texts)).toEqual({
      'd/a.png': [
        boxed('liver', 10, 20, 40, 60),
        { label: 'tip', slice: 0, prompt: { points: [{ x: 3, y: 4, positive: true }] } },
        boxed('round', 45, 45, 55, 55),
        boxed('object', 1, 1, 5, 9),
      ],
    });
  });

  it('names the field that is wrong', async () => {
    await expect(objectsByImage({ kind: 'labelme' }, shapes({ label: 'x', points: [[1]] }))).rejects.toThrow(
      'd/a.json: The prompts are wrong: “shapes.0.points.0.1”',
    );
  });
});
