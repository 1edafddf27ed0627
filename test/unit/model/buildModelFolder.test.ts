import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildModelFolder } from '../../../src/node/model/buildModelFolder';
import { writeTinyModel } from '../../support/tinyModel';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'build-model-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function editCard(edit: (card: Record<string, unknown>) => void): void {
  const file = path.join(folder, 'card.json');
  const card = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  edit(card);
  // With a byte order mark, as PowerShell writes it.
  writeFileSync(file, `\uFEFF${JSON.stringify(card)}`);
}

/** Text, because comparing large buffers is slow. */
function contents(): string[] {
  return readdirSync(folder).map((name) => `${name} ${readFileSync(path.join(folder, name), 'base64')}`);
}

describe('buildModelFolder', () => {
  it('writes the graphs and hashes that a folder lacks, and leaves nothing else behind', async () => {
    const complete = writeTinyModel(folder);
    const encoder = readFileSync(path.join(folder, 'encoder.onnx'));
    rmSync(path.join(folder, 'encoder.onnx'));
    rmSync(path.join(folder, 'decoder.onnx'));
    editCard((card) => delete card['sha256']);

    expect(await buildModelFolder(folder)).toEqual(complete);
    expect(readFileSync(path.join(folder, 'encoder.onnx')).equals(encoder)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['card.json', 'decoder.onnx', 'encoder.onnx', 'weights.safetensors']);
  });

  it('keeps the graphs and the card of a folder whose weights do not fit', async () => {
    writeTinyModel(folder);
    editCard((card) => Object.assign(card['architecture'] as object, { decoderMlp: 64 }));
    const before = contents();

    await expect(buildModelFolder(folder)).rejects.toThrow(/has the shape \[32,32\], not \[64,32\]/);
    expect(contents()).toEqual(before);
  });

  it('names the card when it is missing or wrong', async () => {
    await expect(buildModelFolder(folder)).rejects.toThrow(/card\.json: The model card is missing/);
    writeTinyModel(folder);
    editCard((card) => (card['name'] = 'Not A Name'));
    await expect(buildModelFolder(folder)).rejects.toThrow(/card\.json: .*“name”/);
  });
});
