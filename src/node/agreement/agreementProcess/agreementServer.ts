import path from 'node:path';
import { neverCancelled } from '../../../core/base/cancellation';
import type {
  AgreementApi,
  AgreementListener,
  ComparedReaders,
  ConsensusRequest,
  ConsensusSummary,
  ReadersRequest,
} from '../../../core/protocol/agreementApi';
import { exists } from '../../files/exists';
import { localMasks } from '../../masks/localMasks';
import { compareReaders } from '../compareReaders';
import { openReaders, type Reader } from '../readers';
import { picturesOfCases } from '../shownCases';
import { writeConsensus } from '../writeConsensus';

/** What runs in the process that compares readers. */
export class AgreementServer implements AgreementApi {
  readonly #onProgress: (done: number, total: number) => void;

  constructor(listener: AgreementListener) {
    this.#onProgress = (done, total) => void listener.onProgress(done, total);
  }

  async compare({ places, selection }: ReadersRequest): Promise<ComparedReaders> {
    const readers = await openReaders(places);
    const failed: string[] = [];
    const agreement = await compareReaders(readers, {
      ...{ selection, token: neverCancelled, onProgress: this.#onProgress },
      onError: ({ message }) => failed.push(message),
    });
    const shown = await picturesOfCases(agreement, readers, selection);
    const files = await Promise.all(agreement.cases.map(({ image }) => fileOf(image, readers)));
    return { agreement, shown, files, failed };
  }

  async writeConsensus({ places, ...request }: ConsensusRequest): Promise<ConsensusSummary> {
    const { failed, ...written } = await writeConsensus(await openReaders(places), {
      ...{ ...request, store: localMasks, token: neverCancelled, onProgress: this.#onProgress },
    });
    return { ...written, failed: failed.map(({ message }) => message) };
  }
}

/** The image in the folder of the first reader that has it; that of the first reader where none has. */
async function fileOf(image: string, readers: readonly Reader[]): Promise<string> {
  const files = readers.map(({ folder }) => path.join(folder, image));
  for (const file of files) if (await exists(file)) return file;
  return files[0]!;
}
