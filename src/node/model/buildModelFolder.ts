import path from 'node:path';
import { UserError } from '../../core/base/error';
import { modelFiles, parseModelCard, weightsFile, type ModelCard } from '../../core/model/card';
import { buildGraphs } from '../../core/model/graph/build';
import { t } from '../../core/text/message';
import { writeFileAtomically } from '../files/atomicWrite';
import { hashFile } from '../files/hashFile';
import { readTextFile } from '../files/textFile';
import { readWeights } from './modelFolder';

/**
 * Writes the graphs of a model folder that holds weights and a card, and the hashes of all files into the card. Hashes that
 * the card has already may be missing or stale. The card is written last, so a folder that was left half-way does not load.
 *
 * @param known SHA-256 of the weights, if it is already known
 * @returns the card as written
 * @throws UserError `not-found`, `unreadable`, `unwritable`, or `bad-model` when the weights do not fit the card's architecture
 */
export async function buildModelFolder(folder: string, known?: string): Promise<ModelCard> {
  const cardFile = path.join(folder, modelFiles.card);
  const draft = await readDraft(cardFile);
  const unknown = '0'.repeat(64);
  const { card: unhashed } = withHashes(cardFile, draft, { weights: unknown, encoder: unknown, decoder: unknown });
  const weightsPath = path.join(folder, weightsFile(unhashed));
  const weights = known ?? (await hashFile(weightsPath));
  const graphs = buildGraphs(unhashed.architecture, await readWeights(weightsPath), weightsFile(unhashed));
  await writeFileAtomically(path.join(folder, modelFiles.encoder), graphs.encoder);
  await writeFileAtomically(path.join(folder, modelFiles.decoder), graphs.decoder);
  const { card, text } = withHashes(cardFile, draft, {
    weights,
    encoder: await hashFile(path.join(folder, modelFiles.encoder)),
    decoder: await hashFile(path.join(folder, modelFiles.decoder)),
  });
  await writeFileAtomically(cardFile, text);
  return card;
}

async function readDraft(file: string): Promise<object> {
  let value: unknown;
  try {
    value = JSON.parse(await readTextFile(file));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('bad-model', {
      file,
      problem: t`The model card is missing or is not JSON.`,
      advice: t`Write it as described in docs/model.md.`,
      cause,
    });
  }
  return typeof value === 'object' && value !== null ? value : {};
}

/** The draft's fields in their order, so that users find their card as they wrote it. */
function withHashes(file: string, draft: object, sha256: ModelCard['sha256']): { card: ModelCard; text: string } {
  const text = `${JSON.stringify({ ...draft, sha256 }, undefined, 2)}\n`;
  try {
    return { card: parseModelCard(text), text };
  } catch (error) {
    throw error instanceof UserError ? error.inFile(file) : error;
  }
}
