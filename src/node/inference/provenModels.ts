import os from 'node:os';
import { forgetNotes, recallNote, rememberNote } from '../cache/cacheNotes';
import { ortVersion } from '../ort/ortPackage';
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
  const circumstances = circumstancesOf(request);
  if ((await recallNote('proofs', circumstances)) !== undefined) return undefined;
  const proof = await proveDevice(request);
  await rememberNote('proofs', circumstances, proof);
  return proof;
}

/** Forgets all proofs, so that every model repeats its self-test. */
export async function forgetProofs(): Promise<void> {
  await forgetNotes('proofs');
}

function circumstancesOf({ model }: ProofRequest): readonly unknown[] {
  return [model.card.sha256, ortVersion, process.platform, process.arch, os.cpus()[0]?.model];
}
