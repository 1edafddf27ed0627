import type { ByteSource } from '../../base/byteSource';
import { t } from '../../text/message';
import { torchWorld } from './globals';
import { unpickle, type PickleValue } from './pickle';
import { damaged, type Storage, type StorageBytes } from './storage';
import { maxPickle, type Container } from './zipFormat';

/** First value in every file of this format. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/**
 * Reads what `torch.save` wrote before PyTorch 1.6, and still does on request: five pickles (magic number, protocol, system,
 * the object, keys of the storages), then each storage as its element count in 64 bits and its elements.
 */
export async function openLegacyFormat(source: ByteSource): Promise<Container> {
  const head = await source.read(0, Math.min(source.size, maxPickle));
  let at = 0;
  const next = (storages?: Map<string, Storage>): PickleValue => {
    const { value, length } = unpickle(head.subarray(at), torchWorld(storages));
    at += length;
    return value;
  };
  if (next() !== magic) throw damaged(t`it is a Python pickle, but not one written by PyTorch`);
  if (next() !== protocol) throw damaged(t`its protocol is unknown`);
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false) {
    throw damaged(t`its numbers are big-endian, which is not supported`);
  }
  const storages = new Map<string, Storage>();
  const root = next(storages);
  const keys = next();
  const places = await placesOf(source, at, keys, storages);
  return {
    root,
    locate({ key }) {
      const place = places.get(key);
      return place === undefined
        ? Promise.reject(damaged(t`the data of storage “${key}” is missing`))
        : Promise.resolve(place);
    },
  };
}

async function placesOf(
  source: ByteSource,
  start: number,
  keys: PickleValue,
  storages: ReadonlyMap<string, Storage>,
): Promise<Map<string, StorageBytes>> {
  if (!Array.isArray(keys)) throw damaged(t`it has no list of storages`);
  const places = new Map<string, StorageBytes>();
  let at = start;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined) throw damaged(t`it lists a storage that no tensor uses`);
    if (at + 8 > source.size) throw damaged(t`it is truncated`);
    const count = await source.read(at, 8);
    const elements = Number(new DataView(count.buffer, count.byteOffset).getBigUint64(0, true));
    const place = { key: storage.key, offset: at + 8, length: elements * storage.itemSize };
    at = place.offset + place.length;
    if (at > source.size) throw damaged(t`the data of storage “${storage.key}” is truncated`);
    places.set(storage.key, place);
  }
  return places;
}
