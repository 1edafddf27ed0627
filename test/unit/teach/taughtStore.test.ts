import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disk, systemDisk } from '../../../src/node/files/disk';
import {
  canRollBack,
  findTaught,
  forgetTaught,
  keepTaught,
  listTaught,
  readHistory,
  readTaught,
  readTaughtCard,
  recordTeaching,
  rollBackTaught,
  saveTaught,
  taughtFolder,
} from '../../../src/node/teach/taughtStore';
import { taughtCard as card } from '../../support/taughtLabel';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'taught-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const save = (weights: number[], changes: { seconds?: number } = {}) =>
  saveTaught(folder, { ...card, ...changes }, Uint8Array.from(weights));

describe('a taught label', () => {
  it('is read as it was saved, also from a folder below', async () => {
    const saved = await save([1, 2, 3]);
    const { card: read, weights } = await findTaught(path.join(folder, 'a', 'b'), card.label);
    expect(read).toEqual(saved);
    expect([...weights]).toEqual([1, 2, 3]);
    expect(await listTaught(folder)).toEqual([card.label]);
  });

  it('rolls back to what it was before, once', async () => {
    await save([1]);
    await save([2], { seconds: 31 });
    await save([3], { seconds: 32 });
    expect(readdirSync(taughtFolder(folder, card.label)).filter((name) => name.startsWith('weights'))).toHaveLength(2);
    expect((await rollBackTaught(folder, card.label))?.seconds).toBe(31);
    expect([...(await readTaught(folder, card.label))!.weights]).toEqual([2]);
    expect(await rollBackTaught(folder, card.label)).toBeUndefined();
  });

  it('is kept for good once the teaching before is deleted', async () => {
    await save([1]);
    expect(await keepTaught(folder, card.label)).toBe(false);
    await save([2], { seconds: 31 });
    expect([...(await readTaught(folder, card.label, 'former'))!.weights]).toEqual([1]);
    expect(await keepTaught(folder, card.label)).toBe(true);
    expect(await readTaught(folder, card.label, 'former')).toBeUndefined();
    expect(readdirSync(taughtFolder(folder, card.label)).filter((name) => name.startsWith('weights'))).toHaveLength(1);
    expect([...(await readTaught(folder, card.label))!.weights]).toEqual([2]);
  });

  it('keeps what its teachings came to', async () => {
    expect(await readHistory(folder, card.label)).toEqual([]);
    await save([1]);
    await recordTeaching(folder, card.label, {
      ...{ version: 1, at: card.at, by: 'Ada', examples: 1, heldOut: card.heldOut, curve: [0.9], seconds: 30 },
    });
    expect(await readHistory(folder, card.label)).toMatchObject([{ examples: 1, curve: [0.9] }]);
    expect(await canRollBack(folder, card.label)).toBe(false);
    expect(await readTaughtCard(folder, card.label)).toMatchObject({ label: card.label });
  });

  it('leaves nothing when it is forgotten', async () => {
    await save([1]);
    await save([2]);
    await recordTeaching(folder, card.label, {
      ...{ version: 1, at: card.at, by: 'Ada', examples: 1, heldOut: card.heldOut, curve: [], seconds: 30 },
    });
    expect(await forgetTaught(folder, card.label)).toBe(true);
    expect(existsSync(taughtFolder(folder, card.label))).toBe(false);
    expect(await forgetTaught(folder, card.label)).toBe(false);
    expect(await listTaught(folder)).toEqual([]);
  });

  it('is refused when its weights or its card were changed', async () => {
    const saved = await save([1, 2, 3]);
    const own = taughtFolder(folder, card.label);
    writeFileSync(path.join(own, saved.weights.file), 'else');
    await expect(readTaught(folder, card.label)).rejects.toThrow('were changed');
    rmSync(path.join(own, saved.weights.file));
    await expect(readTaught(folder, card.label)).rejects.toThrow('cannot be read');
    const text = readFileSync(path.join(own, 'card.json'), 'utf8');
    for (const [from, to] of [
      [saved.weights.file, '../../../secret'],
      ['"tiles": 2', '"tiles": 400'],
      ['{', ''],
    ] as const) {
      writeFileSync(path.join(own, 'card.json'), text.replace(from, to));
      await expect(readTaught(folder, card.label)).rejects.toMatchObject({ code: 'damaged' });
    }
  });

  it('is named with what to do where it was never taught', async () => {
    await expect(findTaught(folder, 'spleen')).rejects.toThrow('has not been taught');
  });

  it('stays as it was when the disk is full at any write', async () => {
    await save([1, 2, 3]);
    for (let allowed = 0; allowed < 12; allowed++) {
      let left = allowed;
      const restore = disk.replace({
        ...systemDisk,
        open: async (file, mode) => {
          if (left-- <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          return systemDisk.open(file, mode);
        },
      });
      const outcome = await save([4, 5, 6]).catch((error: unknown) => error);
      restore();
      const { weights } = (await readTaught(folder, card.label))!;
      if (outcome instanceof Error) expect([...weights]).toEqual([1, 2, 3]);
      else break;
    }
    expect([...(await readTaught(folder, card.label))!.weights]).toEqual([4, 5, 6]);
  });
});
