import path from 'node:path';
import { weightsFile, type ModelCard } from '../../core/model/card';
import { storedWeights } from '../../core/model/graph/weights';
import { decoderBase, type DecoderBase } from '../../core/teach/decoderBase';
import { withFileSource } from '../files/fileSource';
import { readWeights } from './modelFolder';

/**
 * Reads the decoder of a model folder into memory.
 *
 * @throws UserError `not-found`, `unreadable`, `bad-model`
 */
export async function readDecoder(folder: string, card: ModelCard): Promise<DecoderBase> {
  const name = weightsFile(card);
  const file = path.join(folder, name);
  const source = storedWeights(name, await readWeights(file));
  return withFileSource(file, (bytes) =>
    decoderBase(card.architecture, source, ({ data: { offset, length } }) => bytes.read(offset, length)),
  );
}
