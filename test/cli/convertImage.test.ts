import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goldenImages, goldenPath } from '../fixtures/golden';
import { runCli, runCliUnread } from './runCli';

const { width, height, values } = goldenImages['rgb8.png']!;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-convert-image-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);

describe('sam-unet convert-image', () => {
  it('writes colour as NIfTI’s RGB24', async () => {
    const { code, stdout } = await runCli('convert-image', goldenPath('rgb8.png'), at('a.nii'));
    expect([code, stdout]).toEqual([0, `${at('a.nii')}\n`]);
    const file = readFileSync(at('a.nii'));
    expect([0, 1, 2, 3].map((i) => file.readInt16LE(40 + 2 * i))).toEqual([3, width, height, 1]);
    const [datatype, bits] = [file.readInt16LE(70), file.readInt16LE(72)];
    expect({ datatype, bits, at: file.readFloatLE(108) }).toEqual({ datatype: 128, bits: 24, at: 352 });
    expect([...file.subarray(352)]).toEqual(values);
  });

  it('writes the slices of a volume in colour as PNG', async () => {
    await runCli('convert-image', goldenPath('rgb8.png'), at('a.nii.gz'));
    const { code } = await runCli('convert-image', at('a.nii.gz'), at('slices'));
    expect(code).toBe(0);
    expect(readdirSync(at('slices'))).toEqual(['a-000.png']);
    const picture = decode(readFileSync(at('slices/a-000.png')));
    expect(picture).toMatchObject({ width, height, channels: 3, depth: 8 });
    expect([...picture.data]).toEqual(values);
  });

  it('does its work when its output is not read', async () => {
    const { code, stderr } = await runCliUnread('convert-image', goldenPath('rgb8.png'), at('a.nii'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual(['a.nii']);
  });

  it('never writes the image itself', async () => {
    copyFileSync(goldenPath('rgb8.png'), at('a.png'));
    const { code, stderr } = await runCli('convert-image', at('a.png'), at('../' + path.basename(folder) + '/a.png'));
    expect(code).toBe(1);
    expect(stderr).toContain('This is the image itself');
    expect(readFileSync(at('a.png'))).toEqual(readFileSync(goldenPath('rgb8.png')));
  });

  it('refuses a window for NIfTI, and a slice that is not there', async () => {
    const windowed = await runCli('convert-image', goldenPath('rgb8.png'), at('a.nii'), '--window', '40,400');
    expect(windowed.code).toBe(1);
    expect(windowed.stderr).toContain('Omit them, or name a .png file.');
    const beyond = await runCli('convert-image', goldenPath('rgb8.png'), at('a.png'), '--slice', '3');
    expect(beyond.code).toBe(1);
    expect(beyond.stderr).toContain('There is no slice 3.');
    expect(readdirSync(folder)).toEqual([]);
  });
});
