import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/core/base/error';
import { newObject, promptOf } from '../../../src/core/document/newObject';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { imageOfMask, isOwnFile, mapName, maskNames, sidecarName } from '../../../src/core/sidecar/names';
import { formatSidecar, hasPersonsWork, parseSidecar, type Sidecar } from '../../../src/core/sidecar/sidecar';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { lesion, liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 5, height: 4 };
const rect = { x0: 1, y0: 1, x1: 3, y1: 2 };

function sidecar(fields: Partial<Sidecar> = {}): Sidecar {
  return {
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: { file: 'a.dcm', ...size, slices: 2 },
    mask: 'a.dcm.mask.nii.gz',
    window: { center: 40, width: 400 },
    labels: [liver, lesion],
    objects: [rectObject(size, rect), rectObject(size, rect, { id: '2', slice: 1, label: 'lesion' })],
    ...fields,
  };
}

function refusal(json: unknown): string {
  try {
    parseSidecar(typeof json === 'string' ? json : JSON.stringify(json), 'a.dcm.masks.json');
  } catch (error) {
    expect((error as UserError).code).toBe('damaged');
    return (error as UserError).message;
  }
  throw new Error('The sidecar was accepted.');
}

describe('a sidecar', () => {
  it('survives being written and read', () => {
    expect(parseSidecar(formatSidecar(sidecar()), 'a')).toEqual(sidecar());
    const empty = sidecar({ mask: undefined, labels: [], objects: [] });
    expect(parseSidecar(formatSidecar(empty), 'a')).toEqual(empty);
  });

  it('has one line for each object, so that a change shows as one line', () => {
    const before = formatSidecar(sidecar()).split('\n');
    const [first, second] = sidecar().objects;
    const after = formatSidecar(sidecar({ objects: [first!, { ...second!, status: 'accepted' }] })).split('\n');
    expect(after.filter((line, i) => line !== before[i])).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ['cut off', formatSidecar(sidecar()).slice(0, 100), 'not valid JSON'],
    ['empty', '', 'not valid JSON'],
    ['of another program', { shapes: [] }, '“format”'],
    ['of version nought', { ...sidecar(), version: 0 }, '“version”'],
    ['that names a file of another kind', sidecar({ maskHashes: { 'a.dcm': 'a'.repeat(64) } }), '“maskHashes.a.dcm”'],
    ['whose objects were deleted by hand', sidecar({ objects: [] }), 'a.dcm.mask.nii.gz, but has no objects'],
    ['with a hash that is none', sidecar({ maskHashes: { 'a.mask.png': 'a' } }), '“maskHashes.a.mask.png”'],
    ['that points out of the folder', { ...sidecar(), mask: '../a.png' }, '“mask”'],
    ['with a hostile size', { ...sidecar(), image: { file: 'a', width: 1e300, height: 4, slices: 1 } }, '5×4'],
    ['with a window of no width', { ...sidecar(), window: { center: 0, width: 0 } }, '“window.width”'],
    ['with a colour of no colour', { ...sidecar(), labels: [{ ...liver, color: 'red' }] }, '“labels.0.color”'],
    ['with two labels of one name', sidecar({ labels: [liver, { ...lesion, name: 'liver' }] }), 'same name'],
    ['with two labels of one value', sidecar({ labels: [liver, { ...lesion, value: 1 }] }), 'same value'],
    ['with an unknown label', sidecar({ labels: [liver] }), '“lesion”'],
    ['with an id twice', sidecar({ objects: [rectObject(size, rect), rectObject(size, rect)] }), 'same ID'],
    ['with a slice too many', sidecar({ objects: [rectObject(size, rect, { slice: 2 })] }), 'slice 2'],
    ['with another mask size', sidecar({ objects: [rectObject({ width: 4, height: 5 }, rect)] }), '4×5'],
    [
      'with runs missing',
      sidecar({ objects: [rectObject(size, rect, { mask: { size: [5, 4], counts: [19] } })] }),
      'runs',
    ],
    [
      'with a run below zero',
      sidecar({ objects: [rectObject(size, rect, { mask: { size: [5, 4], counts: [21, -1] } })] }),
      'counts',
    ],
  ])('%s is refused', (_name, json, words) => {
    const message = refusal(json);
    expect(message).toContain('a.dcm.masks.json: ');
    expect(message).toContain(words === 'runs' ? 'run lengths' : words);
  });

  it('of any other JSON is refused, never half read', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        refusal(json);
      }),
    );
  });

  it('knows a person’s work', () => {
    const holding = (fields: Parameters<typeof rectObject>[2]) =>
      hasPersonsWork(sidecar({ objects: [rectObject(size, rect, fields)] }));
    expect(holding({ run: 'r1', source: 'box' })).toBe(false);
    // Asked for by hand, and not judged yet.
    expect(holding({})).toBe(true);
    expect(holding({ run: 'r1', origin: 'human' })).toBe(true);
    expect(holding({ run: 'r1', status: 'accepted' })).toBe(true);
    expect(holding({ run: 'r1', status: 'rejected' })).toBe(true);
  });
});

describe('names beside an image', () => {
  it('keep the whole name of the image', () => {
    expect(sidecarName('ct.dcm')).toBe('ct.dcm.masks.json');
    expect(mapName('ct.dcm', 1)).toBe('ct.dcm.mask.png');
    expect(mapName('ct.nii.gz', 20)).toBe('ct.nii.gz.mask.nii.gz');
  });

  it('are recognised', () => {
    for (const name of [sidecarName('a'), ...maskNames('a')]) expect(isOwnFile(name)).toBe(true);
    expect(maskNames('ct.dcm').map(imageOfMask)).toEqual(['ct.dcm', 'ct.dcm', 'ct.dcm']);
    for (const name of ['a.png', 'mask.png', 'a.nii.gz', 'masks.json']) expect(isOwnFile(name)).toBe(false);
  });
});

describe('an object from a prompt', () => {
  const made = (prompt: Prompt) =>
    newObject({
      id: '7',
      label: 'liver',
      slice: 0,
      prompt,
      segmented: { mask: encodeRunLength(rectMask(size, rect)), quality: 0.91234 },
      model: { name: 'tiny', sha256: 'ab' },
      origin: 'human',
      by: 'tests',
      at: new Date('2026-11-24T08:00:00Z'),
    });

  it('says what the model answered and to what', () => {
    expect(made({ box: rect, points: [{ x: 1.5, y: 1.5, positive: true }] })).toEqual(
      rectObject(size, rect, {
        id: '7',
        origin: 'human',
        quality: 0.912,
        prompt: { box: [1, 1, 3, 2], points: [[1.5, 1.5, 1]] },
      }),
    );
  });

  it('says which candidate was chosen', () => {
    const { prompt } = newObject({
      ...{ id: '7', label: 'liver', slice: 0, prompt: { points: [{ x: 1.5, y: 1.5, positive: true }], candidate: 2 } },
      segmented: { mask: encodeRunLength(rectMask(size, rect)), candidate: { rank: 2, count: 3 } },
      ...{ model: { name: 'tiny', sha256: 'ab' }, origin: 'human', by: 'tests', at: new Date() },
    });
    expect(prompt).toEqual({ points: [[1.5, 1.5, 1]], candidate: [2, 3] });
    expect(promptOf(prompt)).toEqual({ points: [{ x: 1.5, y: 1.5, positive: true }], candidate: 2 });
  });

  it('gives the prompt back', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const point = fc.record({ x: number, y: number, positive: fc.boolean() });
    const box = fc.record({ x0: number, y0: number, x1: number, y1: number });
    const prompt = fc.record({ box, points: fc.array(point) }, { requiredKeys: ['points'] });
    fc.assert(
      fc.property(prompt, (given) => {
        expect(promptOf(made(given).prompt)).toEqual(given);
      }),
    );
  });
});
