import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { res34, type ModelConfig } from '../../../src/core/model/config';
import { writeSafetensors } from '../../../src/core/model/safetensors';
import { readCheckpoint } from '../../support/readCheckpoint';
import { golden } from '../../support/shared';

/** The golden model: a SAM-UNet as published but for a ViT 96 wide with 4 heads, with seeded pseudo-random weights. */
export const miniConfig: ModelConfig = { ...res34, vit: { ...res34.vit, width: 96, heads: 4 } };

/** The golden checkpoint's tensors as a safetensors file. */
export async function miniWeights(): Promise<Uint8Array> {
  const checkpoint = gunzipSync(readFileSync(path.join(golden, 'checkpoints/sam_unet_mini_res34.pth.gz')));
  return writeSafetensors(await readCheckpoint(checkpoint));
}

/** A new folder for model files; the caller removes it. */
export function temporaryFolder(): string {
  const parent = path.join(__dirname, '../../../.cache/golden');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(path.join(parent, 'mini-'));
}
