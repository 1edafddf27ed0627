import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { formatSidecar, parseSidecar } from '../../../src/core/sidecar/sidecar';

const stored = (version: number): string =>
  readFileSync(path.join(import.meta.dirname, `../../fixtures/sidecars/version${version}.masks.json`), 'utf8');

const added = {
  2: {
    maskHashes: { 'ct.dcm.mask.png': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    previousMaskHashes: { 'ct.dcm.mask.png': '01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b' },
  },
};

it('has a stored sidecar of every version', () => {
  for (let version = 1; version <= sidecarVersion; version++) {
    expect(JSON.parse(stored(version))).toMatchObject({ version });
  }
});

it('reads a sidecar of version 1 with all that it says', () => {
  const { version, ...fields } = JSON.parse(stored(1)) as Record<string, unknown>;
  expect(version).toBe(1);
  expect(parseSidecar(stored(1), 'ct.dcm.masks.json')).toEqual({ ...fields, version: sidecarVersion });
});

it('reads the hashes of version 2', () => {
  const sidecar = parseSidecar(stored(2), 'ct.dcm.masks.json');
  expect(sidecar).toEqual({ ...parseSidecar(stored(1), 'ct.dcm.masks.json'), ...added[2] });
});

it('reads the verdict of version 3', () => {
  const sidecar = parseSidecar(stored(3), 'ct.dcm.masks.json');
  expect(sidecar.empty).toEqual({ by: 'Anna', at: '2026-11-29T20:00:00.000Z' });
});

it('reads the lock of version 4', () => {
  const sidecar = parseSidecar(stored(4), 'ct.dcm.masks.json');
  expect(sidecar.objects.map(({ locked }) => locked)).toEqual([true]);
  expect(sidecar).toEqual({ ...(JSON.parse(stored(4)) as object), version: sidecarVersion });
});

it('reads the prompts in planes of version 5', () => {
  const sidecar = parseSidecar(stored(5), 'ct.dcm.masks.json');
  expect(sidecar.objects[0]!.planePrompts).toEqual([
    { normal: 0, index: 2, box: [0, 0, 3, 2], points: [[1.5, 0.5, 1]] },
  ]);
});

it('reads the Segmentation of version 6, and writes it again byte for byte', () => {
  const sidecar = parseSidecar(stored(6), 'ct.dcm.masks.json');
  expect(sidecar.mask).toBe('ct.dcm.mask.dcm');
  expect(Object.keys(sidecar.maskHashes!)).toEqual(['ct.dcm.mask.dcm']);
  expect(formatSidecar(sidecar)).toBe(stored(6).replace('"version": 6', '"version": 7'));
});

it('reads the assistant of version 7, and writes it again byte for byte', () => {
  const sidecar = parseSidecar(stored(7), 'ct.dcm.masks.json');
  expect(sidecar.objects.map(({ assistant }) => assistant)).toEqual(['Claude Code']);
  expect(formatSidecar(sidecar)).toBe(stored(7));
});

it('refuses a prompt in a plane that the image does not have', () => {
  const text = stored(5).replace('"index":2', '"index":5');
  expect(() => parseSidecar(text, 'ct.dcm.masks.json')).toThrow('has a prompt in a plane that the image does not have');
});

it('refuses an image that is said to be empty and has an object', () => {
  const text = stored(3).replace('"rejected"', '"accepted"');
  expect(() => parseSidecar(text, 'ct.dcm.masks.json')).toThrow('marked as empty, but has 1 objects');
});

it('refuses a newer version as such, whatever its fields', () => {
  const newer = JSON.stringify({ format: 'sam-unet-masks', version: sidecarVersion + 1, other: 'fields' });
  expect(() => parseSidecar(newer, 'ct.dcm.masks.json')).toThrow(
    expect.objectContaining({
      code: 'too-new',
      message: expect.stringContaining('newer version of SAM-UNet') as unknown,
    }),
  );
});
