import type { ByteSource } from '../../base/byteSource';
import { t } from '../../text/message';
import { crc32 } from './crc32';
import { torchWorld } from './globals';
import { unpickle, type PickleValue } from './pickle';
import { damaged, type Storage, type StorageBytes } from './storage';
import { entryStart, listZip } from './zip';

/** What a container of either format holds. */
export interface Container {
  readonly root: PickleValue;
  /** @throws UserError `damaged` when the file lacks the storage */
  locate(storage: Storage): Promise<StorageBytes>;
}

/** Longest pickle that is read; that of a SAM-UNet with its optimizer has some 200 kB. */
export const maxPickle = 2 ** 24;

/** Reads the zip format of `torch.save` (PyTorch 1.6 and later): `data.pkl` and one stored entry for each storage. */
export async function openZipFormat(source: ByteSource): Promise<Container> {
  const entries = await listZip(source);
  const pickle = [...entries.values()].find(({ name }) => name.endsWith('/data.pkl'));
  if (pickle === undefined) throw damaged(t`it contains no “data.pkl”`);
  if (pickle.size > maxPickle) throw damaged(t`its table of contents is longer than that of any SAM-UNet`);
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const bytes = await source.read(await entryStart(source, pickle), pickle.size);
  if (crc32(bytes) !== pickle.crc) throw damaged(t`the checksum of “${pickle.name}” does not match`);
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && order.size === 3) throw damaged(t`its numbers are big-endian, which is not supported`);
  return {
    root: unpickle(bytes, torchWorld()).value,
    async locate({ key }) {
      const entry = entries.get(`${folder}data/${key}`);
      if (entry === undefined) throw damaged(t`the data of storage “${key}” is missing`);
      return { key: entry.name, offset: await entryStart(source, entry), length: entry.size, crc: entry.crc };
    },
  };
}
