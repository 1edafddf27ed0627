import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../files/atomicWrite';
import { ortPackage } from '../ort/ortPackage';
import { cachePath } from '../storage';
import { proveDevice, type Proof, type ProofRequest } from './proveDevice';

/**
 * {@link proveDevice}, but on the CPU only before the first use of a model: its files are compared with their hashes at every
 * start, so that a proof holds for as long as ONNX Runtime and the processor stay the same. Other devices prove themselves at
 * every start, because drivers change unseen.
 *
 * @returns the proof; undefined when it was given before
 */
export async function proveOnce(request: ProofRequest): Promise<Proof | undefined> {
  if (request.device !== 'cpu') return proveDevice(request);
  const note = cachePath('proofs', nameOf(request));
  if (await exists(note)) return undefined;
  const proof = await proveDevice(request);
  try {
    await mkdir(dirname(note), { recursive: true });
    await writeFileAtomically(note, `${JSON.stringify(proof)}\n`);
  } catch {
    // A cache that cannot be written costs only time.
  }
  return proof;
}

/** Forgets all proofs, so that every model repeats its self-test. */
export async function forgetProofs(): Promise<void> {
  await rm(cachePath('proofs'), { recursive: true, force: true }).catch(() => undefined);
}

function nameOf({ model }: ProofRequest): string {
  const circumstances = [model.card.sha256, ortPackage().version, process.platform, process.arch, os.cpus()[0]?.model];
  return `${createHash('sha256').update(JSON.stringify(circumstances)).digest('hex')}.json`;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
