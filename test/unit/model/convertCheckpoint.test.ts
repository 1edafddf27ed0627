import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../src/core/image/rgbImage';
import { compact, type ModelConfig } from '../../../src/core/model/config';
import type { ConvertRequest } from '../../../src/core/protocol/convertApi';
import { convertCheckpoint, type ConvertOptions } from '../../../src/node/model/convertCheckpoint';
import { loadModel } from '../../../src/node/model/modelFolder';
import { writeSelfTest } from '../../../src/node/model/selfTest';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { tinyCheckpoint, tinyPublished, tinyTensors, tinyWindowed } from '../../support/tinyCheckpoint';
import { TorchFile } from '../../support/torchFile';

let folder: string;
let checkpoint: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'import-'));
  checkpoint = path.join(folder, 'Best Epoch.pth');
  out = path.join(folder, 'models', 'best');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const image: RgbImage = {
  width: 40,
  height: 30,
  channels: 3,
  data: Uint8Array.from({ length: 3600 }, (_, i) => (i * 37) % 256),
};

async function answer(model: string): Promise<number[]> {
  const loaded = await loadModel(model, ortRuntime, { provider: 'cpu', threads: 1 });
  const embedding = await loaded.encode(image);
  const prompt = { points: [], box: { x0: 4, y0: 4, x1: 50, y1: 40 } };
  const [decoded] = await loaded.decode(embedding, [prompt]);
  await loaded.dispose();
  return [...(decoded?.logits ?? [])];
}

const run = (change: Partial<ConvertRequest> = {}, hooks: Partial<ConvertOptions> = {}) =>
  convertCheckpoint(
    { checkpoint, out, name: 'best', weights: 'fp32', ...change },
    { writeSelfTest: (built) => writeSelfTest(built, ortRuntime), ...hooks },
  );

/** Nothing but the checkpoint is left. */
const nothingMade = (): void => {
  expect(readdirSync(folder, { recursive: true }).filter((name) => name !== 'models')).toEqual(['Best Epoch.pth']);
};

describe('convertCheckpoint', () => {
  it.each<[string, ModelConfig, 'zip' | 'legacy']>([
    ['with windows', tinyWindowed, 'zip'],
    ['in the old format', tinyPublished, 'legacy'],
  ])('makes a model folder that loads, of a checkpoint %s', async (_, config, format) => {
    writeFileSync(checkpoint, tinyCheckpoint(config, format));
    const seen: number[] = [];
    const card = await run({}, { onProgress: (fraction) => seen.push(fraction) });
    expect(card).toMatchObject({
      name: 'best',
      architecture: config,
      prompts: { box: true, point: false, mask: false },
      licence: 'unknown',
      source: { file: 'Best Epoch.pth' },
      scores: [],
    });
    expect(readdirSync(out).sort()).toEqual([
      'card.json',
      'decoder.onnx',
      'encoder.onnx',
      'selftest.safetensors',
      'weights.safetensors',
    ]);
    expect(seen.every((fraction, i) => fraction >= (seen[i - 1] ?? 0) && fraction <= 1)).toBe(true);
    expect(seen.at(-1)).toBeCloseTo(1, 1);
    const logits = await answer(out);
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(new Set(logits).size).toBeGreaterThan(100);
  });

  it('gives the same answers in place as from a copy, and nearly the same in half precision', async () => {
    writeFileSync(checkpoint, tinyCheckpoint(tinyWindowed));
    await run();
    await run({ out: path.join(folder, 'in-place'), weights: 'in-place' });
    await run({ out: path.join(folder, 'half'), weights: 'fp16' });
    const exact = await answer(out);
    expect(await answer(path.join(folder, 'in-place'))).toEqual(exact);
    const half = await answer(path.join(folder, 'half'));
    const difference = Math.max(...half.map((value, i) => Math.abs(value - exact[i]!)));
    expect(difference).toBeGreaterThan(0);
    expect(difference / Math.max(...exact.map(Math.abs))).toBeLessThan(0.02);
    const size = (file: string): number => statSync(path.join(folder, file)).size;
    expect(size('half/weights.safetensors') / size('models/best/weights.safetensors')).toBeLessThan(0.7);
    expect(statSync(path.join(folder, 'in-place', 'weights.pth')).ino).toBe(statSync(checkpoint).ino);
  });

  it('does not load a model in place whose checkpoint has changed', async () => {
    writeFileSync(checkpoint, tinyCheckpoint(tinyPublished));
    await run({ weights: 'in-place' });
    const bytes = readFileSync(checkpoint);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(checkpoint, bytes);
    await expect(answer(out)).rejects.toThrow(/weights\.pth: The file does not match its hash/);
  });

  it('says why a checkpoint in half precision cannot be used in place when its views are strided', async () => {
    const tensors = tinyTensors(tinyPublished);
    const key = 'mask_decoder.med_token.weight';
    tensors[key] = { ...tensors[key]!, storage: new Uint8Array(4 * 64), strides: [64, 2] };
    writeFileSync(checkpoint, new TorchFile(tensors, 'zip').bytes());
    await expect(run({ weights: 'in-place' })).rejects.toThrow(/in place: “mask_decoder\.med_token\.weight”.*without/);
    nothingMade();
    await run();
  });

  it('asks for heads where the weights do not show them', async () => {
    const config: ModelConfig = {
      ...compact,
      imageSize: 64,
      vit: { ...compact.vit, width: 24, depth: 4, globalBlocks: [0, 1, 2, 3] },
      promptWidth: 32,
      decoderMlp: 32,
      doubt: 0,
    };
    writeFileSync(checkpoint, new TorchFile(tinyTensors(config), 'zip').bytes());
    await expect(run()).rejects.toThrow(/Best Epoch\.pth: .*attention heads.*--heads/);
    nothingMade();
    const card = await run({ heads: 3 });
    expect(card.architecture).toEqual(config);
    expect(card.preprocess.std).toEqual([128, 128, 128]);
  });

  it('never touches a folder that is there', async () => {
    writeFileSync(checkpoint, tinyCheckpoint(tinyPublished));
    mkdirSync(out, { recursive: true });
    await expect(run()).rejects.toMatchObject({ code: 'conflict', details: { file: out } });
    expect(readdirSync(out)).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled, wherever it is', async () => {
    writeFileSync(checkpoint, tinyCheckpoint(tinyPublished));
    for (const at of [0, 0.3, 0.6, 0.9]) {
      let isCancellationRequested = false;
      const token = {
        get isCancellationRequested() {
          return isCancellationRequested;
        },
        onCancellationRequested: () => ({ dispose: () => undefined }),
      };
      const onProgress = (fraction: number): void => {
        isCancellationRequested ||= fraction >= at;
      };
      await expect(run({}, { token, onProgress }), String(at)).rejects.toMatchObject({ code: 'cancelled' });
      nothingMade();
    }
  });

  it('leaves nothing behind for a checkpoint whose bytes have changed', async () => {
    const bytes = tinyCheckpoint(tinyPublished);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(checkpoint, bytes);
    await expect(run()).rejects.toThrow(
      /Best Epoch\.pth: The checkpoint is damaged: the checksum of “.*” does not match/,
    );
    nothingMade();
  });

  it('names the file that is missing or no checkpoint', async () => {
    await expect(run()).rejects.toMatchObject({ code: 'not-found', details: { file: checkpoint } });
    writeFileSync(checkpoint, 'some text');
    await expect(run()).rejects.toThrow(/Best Epoch\.pth: The file is not a PyTorch checkpoint/);
    await expect(run({ checkpoint: folder })).rejects.toMatchObject({
      code: 'unreadable',
    });
  });

  it('refuses a name that the card could not hold, before any work', async () => {
    writeFileSync(checkpoint, tinyCheckpoint(tinyPublished));
    for (const name of ['', 'Best', '../best', 'a b']) {
      await expect(run({ name })).rejects.toThrow(`“${name}” is not a valid model name`);
    }
    nothingMade();
  });

  it('names a parent that is a file', async () => {
    writeFileSync(checkpoint, tinyCheckpoint(tinyPublished));
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    await expect(run({ out: path.join(file, 'best') })).rejects.toMatchObject({
      code: 'unwritable',
      details: { file },
    });
  });
});
