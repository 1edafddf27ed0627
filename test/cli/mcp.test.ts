import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import { discImage } from '../support/discs';
import { cliProgram, runCli } from './runCli';

const left = { x0: 20, y0: 30, x1: 70, y1: 80 };
const right = { x0: 100, y0: 40, x1: 140, y1: 90 };
const objects = [{ label: 'disc', box: [18, 28, 72, 82] }];

let folder = '';
const clients: Client[] = [];
const at = (name: string): string => path.join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-mcp-'));
  mkdirSync(at('images'));
  for (const name of ['a.png', 'b.png']) writeFileSync(at(`images/${name}`), discImage(left, right));
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  rmSync(folder, { recursive: true, force: true });
});

/**
 * A client that has started the server.
 * @param answer what the user answers to each question; the client cannot ask when left out
 * @returns the client, and the questions so far
 */
async function connect(
  answer?: 'accept' | 'decline',
  ...options: readonly string[]
): Promise<{ client: Client; questions: string[] }> {
  const capabilities = answer === undefined ? {} : { elicitation: {} };
  const client = new Client({ name: 'test-client', title: 'Test Client', version: '1' }, { capabilities });
  const questions: string[] = [];
  if (answer !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      questions.push(params.message);
      return { action: answer, content: {} };
    });
  }
  clients.push(client);
  const args = [cliProgram, 'mcp', folder, '--device', 'cpu', ...options];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
  return { client, questions };
}

async function call(client: Client, name: string, input: Record<string, unknown>): Promise<CallToolResult> {
  return (await client.callTool({ name, arguments: input })) as CallToolResult;
}

function told({ content, isError }: CallToolResult): Record<string, unknown> {
  const [first] = content;
  const text = first?.type === 'text' ? first.text : '';
  if (isError === true) throw new Error(text);
  return JSON.parse(text) as Record<string, unknown>;
}

function objectsOf(name: string): readonly SidecarObject[] {
  return parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name).objects;
}

it('lists its tools and serves them over stdio to a client from npm', async () => {
  const { client, questions } = await connect('accept');
  expect(client.getServerVersion()).toMatchObject({ name: 'sam-unet', title: 'SAM-UNet' });
  const { tools } = await client.listTools();
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ['find_images', true],
    ['describe_image', true],
    ['rank_by_quality', true],
    ['check_dataset', true],
    ['segment_objects', false],
    ['generate_masks', false],
    ['start_review', true],
    ['export_masks', false],
    ['undo_run', false],
  ]);
  expect(tools.every(({ inputSchema }) => inputSchema['additionalProperties'] === false)).toBe(true);

  expect(told(await call(client, 'find_images', { filter: 'status:none' }))).toMatchObject({ total: 2 });
  expect(told(await call(client, 'check_dataset', {}))).toMatchObject({
    ...{ errors: 0, warnings: 1 },
    problems: [{ file: 'images/b.png', rule: 'duplicate', severity: 'warning' }],
  });
  const made = told(await call(client, 'segment_objects', { image: 'images/a.png', objects }));
  expect(made).toMatchObject({ written: 1, images: ['images/a.png'] });
  const generated = told(await call(client, 'generate_masks', { filter: 'status:none', source: 'whole' }));
  expect(generated).toMatchObject({ written: 1, images: ['images/b.png'] });
  expect(questions).toEqual([
    'Test Client wants to segment 1 object in images/a.png. The masks will be unreviewed.',
    'Test Client wants to generate masks for 1 image. The masks will be unreviewed.',
  ]);
  expect([...objectsOf('images/a.png'), ...objectsOf('images/b.png')]).toMatchObject([
    { label: 'disc', status: 'draft', origin: 'machine', assistant: 'Test Client', run: made['run'] },
    { status: 'draft', origin: 'machine', assistant: 'Test Client', run: generated['run'] },
  ]);

  expect(told(await call(client, 'describe_image', { image: 'images/a.png' }))).toMatchObject({
    masks: [{ label: 'disc', status: 'unreviewed', by: 'model' }],
  });
  expect(told(await call(client, 'rank_by_quality', {}))).toMatchObject({ total: 2 });
  const review = told(await call(client, 'start_review', { filter: 'label:disc' }));
  expect(review).toMatchObject({ images: 1, first: [{ image: 'images/a.png', masks: 1 }] });
  expect(review['link']).toContain('vscode://sam-unet.sam-unet/review?folder=file');
  const exported = told(await call(client, 'export_masks', { layout: 'coco', masks: 'all' }));
  expect(exported).toMatchObject({ out: '.sam-unet/exports/coco', images: 2, failed: [] });
  expect(existsSync(at('.sam-unet/exports/coco'))).toBe(true);

  expect(told(await call(client, 'undo_run', { run: made['run'] }))).toMatchObject({ undone: 1 });
  expect(existsSync(at('images/a.png.masks.json'))).toBe(false);
  const { stdout } = await runCli('masks', folder, '--undo', String(generated['run']), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ removed: ['images/b.png'] });
});

it('writes nothing when the user declines, or cannot be asked', async () => {
  const { client } = await connect('decline');
  const input = { image: 'images/a.png', objects };
  expect(await call(client, 'segment_objects', input)).toMatchObject({
    isError: true,
    content: [{ text: 'The user has declined.' }],
  });
  const { client: mute } = await connect();
  await expect(call(mute, 'segment_objects', input).then(told)).rejects.toThrow(
    'cannot ask the user, so nothing is written',
  );
  expect(existsSync(at('images/a.png.masks.json'))).toBe(false);
  expect(existsSync(at('.sam-unet'))).toBe(false);
});

it('leaves asking to a client that does, when the user says so', async () => {
  const { client } = await connect(undefined, '--client-confirms');
  await call(client, 'segment_objects', { image: 'images/a.png', objects }).then(told);
  expect(objectsOf('images/a.png')).toMatchObject([{ assistant: 'Test Client' }]);
});

it('reports errors to the assistant, and goes on', async () => {
  const { client } = await connect('accept');
  const refused = async (name: string, input: Record<string, unknown>): Promise<string> =>
    JSON.stringify((await call(client, name, input)).content);
  expect(await refused('describe_image', { image: '../x.png' })).toContain('leads outside the folder');
  expect(await refused('describe_image', { image: 7 })).toContain('The field “image” is invalid');
  expect(await refused('accept_masks', {})).toContain('There is no tool accept_masks');
  expect(told(await call(client, 'find_images', {}))).toMatchObject({ total: 2 });
});

it('says on stderr, not on stdout, what is wrong with the folder', async () => {
  const { code, stdout, stderr } = await runCli('mcp', at('nowhere'));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('There is no such folder');
});
