import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ToolName } from '../../../src/core/assistants/inputs';
import { assistantTools } from '../../../src/core/assistants/tools';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { parseSidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import type { AssistantContext, AskedReview } from '../../../src/node/assistants/context';
import { callTool, questionOf } from '../../../src/node/assistants/handlers';
import { generateMasks } from '../../../src/node/bulk/generateMasks';
import { planRun } from '../../../src/node/bulk/planRun';
import { readRun } from '../../../src/node/bulk/runFolder';
import { datasetServer } from '../../../src/node/dataset/datasetServer';
import { localMasks } from '../../../src/node/masks/localMasks';
import { saveMasks } from '../../../src/node/masks/maskStore';
import { endProcessWide } from '../../../src/node/processWide';
import { dicomFile, greyImage } from '../../fixtures/dicomFile';
import { boxSegmenter, boxSize, writeBoxImage } from '../../support/boxModel';
import { liver, rectObject } from '../../support/sidecars';

const rect = { x0: 2, y0: 3, x1: 12, y1: 13 };
const box = { label: 'lesion', box: [20, 5, 30, 15] };
let root = '';
let folder = '';
let reviews: AskedReview[] = [];
const at = (...parts: string[]): string => path.join(folder, ...parts);

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'assistant-')));
  folder = path.join(root, 'data');
  for (const each of ['data', 'data/sub', 'out']) mkdirSync(path.join(root, each));
  for (const name of ['data/a.png', 'data/sub/b.png', 'out/x.png']) writeBoxImage(path.join(root, name));
  reviews = [];
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

afterAll(endProcessWide);

function context(own: Partial<AssistantContext> = {}): AssistantContext {
  const dataset = datasetServer({ roots: [folder], series: 'whole' }, { changed: () => Promise.resolve() });
  return {
    ...{ folder, assistant: 'Test Assistant 1', store: localMasks, token: neverCancelled },
    find: async (query) => {
      await dataset.scan();
      return dataset.find({ ...query, root: folder });
    },
    makeMasks: (plan) => generateMasks(plan, { client: boxSegmenter(), by: 'anna' }),
    startReview: (review) => {
      reviews.push(review);
      return Promise.resolve({ started: true });
    },
    ...own,
  };
}

const call = (name: ToolName, input: unknown = {}): Promise<object> => callTool(name, input, context());
const ask = async (name: ToolName, input: unknown): Promise<string> =>
  english((await questionOf(name, input, context()))!);

function objectsOf(name: string): readonly SidecarObject[] {
  return parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name).objects;
}

async function saveOwn(name: string, fields: Partial<SidecarObject> = {}): Promise<void> {
  const object = rectObject(boxSize, rect, { origin: 'human', status: 'accepted', by: 'anna', ...fields });
  await saveMasks(
    { ...boxSize, slices: 1, path: at(name) },
    { labels: [liver], objects: [object] },
    { writer: 'human' },
  );
}

/** Every file below the folder of the test, with its content. */
function everything(): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [path.relative(root, file), readFileSync(file, 'latin1')]));
}

/** The masks of the folder, without journals of runs. */
function masks(): Record<string, string> {
  return Object.fromEntries(Object.entries(everything()).filter(([file]) => !file.includes('.sam-unet')));
}

describe('what an assistant makes', () => {
  it('is an unreviewed draft of the model that says which assistant asked', async () => {
    const made = await call('segment_objects', { image: 'a.png', objects: [box, { ...box, label: 'liver' }] });
    expect(made).toMatchObject({ written: 1, images: ['a.png'], failed: [] });
    const { run } = made as { run: string };
    const common = {
      status: 'draft',
      origin: 'machine',
      assistant: 'Test Assistant 1',
      by: 'anna',
      run,
      source: 'asked',
    };
    expect(objectsOf('a.png')).toMatchObject([
      { ...common, label: 'lesion', prompt: { box: box.box } },
      { ...common, label: 'liver' },
    ]);
    expect((await readRun(folder, run)).head).toMatchObject({ assistant: 'Test Assistant 1', by: 'anna' });
  });

  it('is added to what a person has made, which stays as it is, and is undone byte for byte', async () => {
    await saveOwn('a.png');
    const before = masks();
    const [own] = objectsOf('a.png');
    const { run } = (await call('segment_objects', { image: 'a.png', objects: [box] })) as { run: string };
    expect(objectsOf('a.png')).toHaveLength(2);
    expect(objectsOf('a.png').filter(({ origin }) => origin === 'human')).toEqual([own]);
    expect(await call('undo_run', { run })).toMatchObject({ undone: 1, kept: [] });
    expect(masks()).toEqual(before);
  });

  it('is made for the images of a filter alone', async () => {
    expect(await ask('generate_masks', { filter: 'name:sub/*', source: 'whole' })).toBe(
      'Test Assistant 1 wants to generate masks for 1 image. The masks will be unreviewed.',
    );
    const made = await call('generate_masks', { filter: 'name:sub/*', source: 'whole' });
    expect(made).toMatchObject({ written: 1, images: ['sub/b.png'] });
    expect(objectsOf('sub/b.png')).toMatchObject([{ status: 'draft', assistant: 'Test Assistant 1' }]);
    expect(existsSync(at('a.png.masks.json'))).toBe(false);
    expect((await readRun(folder, (made as { run: string }).run)).head.only).toEqual(['sub/b.png']);
  });

  it.each<[string, Partial<SidecarObject>]>([
    ['accepted', {}],
    ['drawn', { status: 'corrected' }],
    ['prompted', { status: 'draft' }],
    ['locked', { origin: 'machine', status: 'draft', locked: true }],
    ['rejected', { status: 'rejected' }],
  ])('never replaces masks that a person has %s', async (_, fields) => {
    await saveOwn('a.png', fields);
    await saveOwn('sub/b.png', fields);
    const before = everything();
    const input = { source: 'whole', regenerate: true };
    await expect(call('generate_masks', input)).rejects.toMatchObject({ code: 'not-found' });
    await expect(questionOf('generate_masks', input, context())).rejects.toThrow('made or reviewed by a person');
    expect(everything()).toEqual(before);
  });

  it('is not made in an image that a person has accepted as empty', async () => {
    const empty = { by: 'anna', at: '2026-11-30T08:00:00.000Z' };
    await saveMasks(
      { ...boxSize, slices: 1, path: at('a.png') },
      { labels: [], objects: [], empty },
      { writer: 'human' },
    );
    const before = masks();
    expect(await call('segment_objects', { image: 'a.png', objects: [box] })).toMatchObject({
      written: 0,
      skipped: [{ image: 'a.png', reason: 'accepted as empty by a person' }],
    });
    expect(masks()).toEqual(before);
  });

  it('replaces unreviewed masks of the model only when told to, and undo brings them back', async () => {
    await call('generate_masks', { source: 'whole' });
    const before = masks();
    await expect(call('generate_masks', { source: 'whole' })).rejects.toThrow('masks exist already');
    const again = { source: 'whole', regenerate: true };
    expect(await ask('generate_masks', again)).toContain('replacing those that are unreviewed');
    const { run } = (await call('generate_masks', again)) as { run: string };
    await call('undo_run', { run });
    expect(masks()).toEqual(before);
  });
});

describe('an assistant', () => {
  it('has no tool that judges or changes a mask', () => {
    expect(assistantTools.map(({ name, writes }) => [name, writes])).toEqual([
      ['find_images', false],
      ['describe_image', false],
      ['rank_by_quality', false],
      ['check_dataset', false],
      ['segment_objects', true],
      ['generate_masks', true],
      ['start_review', false],
      ['export_masks', true],
      ['undo_run', true],
    ]);
  });

  it.each(assistantTools.filter(({ writes }) => writes).map(({ name }) => name))(
    'is confirmed by the user for %s',
    async (name) => {
      const { run } = (await call('segment_objects', { image: 'a.png', objects: [box] })) as { run: string };
      const inputs = {
        segment_objects: { image: 'a.png', objects: [box] },
        generate_masks: { source: 'whole' },
        export_masks: { layout: 'coco' },
        undo_run: { run },
      };
      expect(await ask(name, inputs[name as keyof typeof inputs])).toContain('Test Assistant 1 wants to ');
    },
  );

  it.each(assistantTools.filter(({ writes }) => !writes).map(({ name }) => name))(
    'writes nothing with %s',
    async (name) => {
      await call('generate_masks', { source: 'whole' });
      const before = everything();
      expect(await questionOf(name, name === 'describe_image' ? { image: 'a.png' } : {}, context())).toBeUndefined();
      await call(name, name === 'describe_image' ? { image: 'a.png' } : {});
      expect(everything()).toEqual(before);
    },
  );

  it('cannot undo the run of a person', async () => {
    const plan = await planRun({ folder, sources: [{ kind: 'whole' }] });
    const { run } = await generateMasks(plan, { client: boxSegmenter(), by: 'anna' });
    const before = everything();
    await expect(call('undo_run', { run })).rejects.toThrow('was not started by an assistant');
    await expect(call('undo_run', { run: '../../x' })).rejects.toMatchObject({ code: 'bad-input' });
    expect(everything()).toEqual(before);
  });

  it.each([
    ['a parent folder', () => '../out/x.png'],
    ['a parent folder behind a folder', () => 'sub/../../out/x.png'],
    ['a parent folder of Windows', () => '..\\out\\x.png'],
    ['an absolute path', () => path.join(root, 'out/x.png')],
    ['a share', () => '\\\\server\\out\\x.png'],
    ['a NUL', () => 'a.png\0/../../out/x.png'],
    ['a folder that is a link', () => 'linked/x.png'],
    ['a file that is a link', () => 'x.png'],
  ])('does not leave the folder by %s', async (_, image) => {
    symlinkSync(path.join(root, 'out'), at('linked'));
    symlinkSync(path.join(root, 'out/x.png'), at('x.png'));
    const before = everything();
    const refused = { code: 'bad-input' };
    await expect(call('describe_image', { image: image() })).rejects.toMatchObject(refused);
    await expect(call('segment_objects', { image: image(), objects: [box] })).rejects.toMatchObject(refused);
    await expect(call('segment_objects', { image: image(), labels: ['liver'] })).rejects.toMatchObject(refused);
    await expect(call('export_masks', { layout: 'coco', out: image() })).rejects.toMatchObject(refused);
    expect(everything()).toEqual(before);
  });

  it('exports into no hidden folder, and into none that holds files', async () => {
    await saveOwn('a.png');
    mkdirSync(at('.git/hooks'), { recursive: true });
    const before = everything();
    for (const out of ['.git/hooks', '.vscode', 'sub/.hidden/x', 'node_modules/x']) {
      await expect(call('export_masks', { layout: 'coco', out })).rejects.toThrow('hidden');
    }
    expect(everything()).toEqual(before);
  });

  it.each([
    ['a field too many', 'find_images', { filter: '', path: '/etc' }],
    ['another type', 'describe_image', { image: 7 }],
    [
      'a number that is none',
      'segment_objects',
      { image: 'a.png', objects: [{ label: 'x', box: [0, 0, Infinity, 1] }] },
    ],
    ['a status', 'segment_objects', { image: 'a.png', objects: [{ ...box, status: 'accepted' }] }],
    ['no prompt', 'segment_objects', { image: 'a.png', objects: [{ label: 'x' }] }],
    ['neither objects nor labels', 'segment_objects', { image: 'a.png' }],
    ['labels for the whole image', 'generate_masks', { source: 'whole', labels: ['liver'] }],
    ['a filter of unknown fields', 'find_images', { filter: 'patient:smith' }],
  ] as const)('is refused %s', async (_, name, input) => {
    const before = everything();
    await expect(call(name, input)).rejects.toMatchObject({ code: expect.stringMatching(/^bad-/) as unknown });
    expect(everything()).toEqual(before);
  });
});

describe('what an assistant learns', () => {
  it('is which images there are, by the language of filters', async () => {
    await call('segment_objects', { image: 'a.png', objects: [box] });
    expect(await call('find_images')).toMatchObject({
      total: 2,
      images: [{ image: 'a.png' }, { image: 'sub/b.png', status: 'none' }],
    });
    expect(await call('find_images', { filter: 'label:lesion' })).toEqual({
      total: 1,
      images: [{ image: 'a.png', status: 'unreviewed', masks: 1, unreviewed: 1, labels: ['lesion'], quality: 0.8 }],
    });
    expect(await call('find_images', { limit: 1, offset: 1 })).toMatchObject({
      total: 2,
      images: [{ image: 'sub/b.png' }],
    });
  });

  it('is an image with its masks', async () => {
    await call('segment_objects', { image: 'a.png', objects: [box] });
    expect(await call('describe_image', { image: 'a.png' })).toEqual({
      ...{ image: 'a.png', format: 'png', width: 40, height: 30, slices: 1, volumes: 1, color: false },
      masks: [
        {
          ...{ id: '1', label: 'lesion', slice: 0, status: 'unreviewed', by: 'model', assistant: 'Test Assistant 1' },
          ...{ areaInPixels: 100, box: [20, 5, 30, 15], quality: 0.8 },
        },
      ],
    });
  });

  it('is nothing that says who a patient is', async () => {
    const secrets = [
      'Doe^Jane',
      '19700101',
      'PID4711',
      'Dr^House',
      'General Hospital',
      'ACC99',
      'for Jane Doe',
      'Jane, knee',
    ];
    const tags = [
      '0010,0010',
      '0010,0030',
      '0010,0020',
      '0008,0090',
      '0008,0080',
      '0008,0050',
      '0008,103e',
      '0010,4000',
    ];
    const elements = tags.map((tag, i) => [tag, 'LO', secrets[i]!] as const);
    const uid = ['0020,000e', 'UI', '1.2.3.4711'] as const;
    writeFileSync(at('c.dcm'), dicomFile(greyImage(16, 16, uid, ...elements)));
    await saveMasks(
      { width: 16, height: 16, slices: 1, path: at('c.dcm') },
      {
        labels: [liver],
        objects: [rectObject({ width: 16, height: 16 }, rect, { by: 'anna', imported: 'Doe_Jane.json' })],
      },
      { writer: 'machine' },
    );
    const told = JSON.stringify([
      await call('find_images', { filter: 'modality:MR' }),
      await call('describe_image', { image: 'c.dcm' }),
      await call('rank_by_quality'),
    ]);
    expect(told).toContain('"modality":"MR"');
    for (const secret of [...secrets, '4711', 'anna', 'Doe_Jane']) expect(told).not.toContain(secret);
  });

  it('is which masks are worst', async () => {
    for (const [name, quality] of [
      ['a.png', 0.9],
      ['sub/b.png', 0.4],
    ] as const) {
      await saveOwn(name, { quality, origin: 'machine', status: 'draft', reasons: ['is in several parts'] });
    }
    expect(await call('rank_by_quality')).toMatchObject({
      total: 2,
      images: [
        { image: 'sub/b.png', quality: 0.4, worstMask: { label: 'liver', doubts: ['is in several parts'] } },
        { image: 'a.png', quality: 0.9 },
      ],
    });
    expect(await call('rank_by_quality', { filter: 'quality:>0.5' })).toMatchObject({ total: 1 });
  });
});

it('checks the data set, and says what is wrong without patient data', async () => {
  await saveOwn('a.png');
  rmSync(at('a.png.mask.png'));
  const name = ['0010,0010', 'PN', 'Doe^Jane'] as const;
  writeFileSync(at('c.dcm'), dicomFile(greyImage(16, 16, name, ['0010,0020', 'LO', 'P4711'])));
  const before = everything();
  const found = await call('check_dataset');
  expect(found).toMatchObject({ errors: expect.any(Number) as number, moreProblems: 0 });
  const { problems } = found as { problems: { file: string; rule: string; severity: string }[] };
  expect(problems.map(({ file, rule }) => `${rule} ${file}`)).toEqual(
    expect.arrayContaining(['missing-mask a.png.mask.png', 'patient-name c.dcm']),
  );
  expect(JSON.stringify(found)).not.toMatch(/Doe|4711/);
  expect(everything()).toEqual(before);
  const warnings = (await call('check_dataset', { severity: 'warning', limit: 1 })) as typeof found & {
    problems: { severity: string }[];
  };
  expect(warnings.problems.map(({ severity }) => severity)).toEqual(['warning']);
});

it('starts a review of the unreviewed masks that a filter lets through, worst first', async () => {
  await saveOwn('a.png', { origin: 'machine', status: 'draft', quality: 0.9 });
  await saveOwn('sub/b.png', { origin: 'machine', status: 'draft', quality: 0.4 });
  expect(await call('start_review')).toEqual({ images: 2, started: true });
  expect(reviews[0]!.items.map(({ image }) => image)).toEqual(['sub/b.png', 'a.png']);
  await call('start_review', { filter: 'quality:>0.5' });
  expect(reviews[1]!.items.map(({ image }) => image)).toEqual(['a.png']);
  await expect(call('start_review', { filter: 'label:none' })).rejects.toThrow('no unreviewed masks');
});
