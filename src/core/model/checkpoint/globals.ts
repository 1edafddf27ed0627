import { t } from '../../text/message';
import { PickleObject, type PickleMaker, type PickleValue, type PickleWorld } from './pickle';
import { damaged, storageTypes, type Storage } from './storage';

/** A tensor as the pickle describes it: a strided view of a storage. Offset and strides are in elements. */
export interface TensorView {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/**
 * What PyTorch's pickles may name. Whatever holds no weights becomes a record of nothing but its name.
 *
 * @param storages receives every storage that is named, by key
 */
export function torchWorld(storages = new Map<string, Storage>()): PickleWorld {
  return {
    global(module, name) {
      const path = `${module}.${name}`;
      if (Object.hasOwn(makers, path)) return makers[path];
      return runsCode(module, name) ? undefined : () => new PickleObject(path);
    },
    persistent(id) {
      const storage = storageOf(id);
      if (!storages.has(storage.key)) storages.set(storage.key, storage);
      return new PickleObject('storage', storage);
    },
  };
}

/** From `('storage', class, key, location, element count)`, in old files followed by `(key, first element, element count)` or None. */
function storageOf(id: PickleValue): Storage {
  if (!Array.isArray(id)) throw notDescribed('storage');
  const [kind, type, key, , , view] = id;
  if (kind !== 'storage' || !(type instanceof PickleObject) || typeof key !== 'string') throw notDescribed('storage');
  const name = type.kind.replace(/^torch\./, '');
  if (!Object.hasOwn(storageTypes, name)) throw damaged(t`the storage type “${type.kind}” is unknown`);
  const start = Array.isArray(view) ? view[1] : 0;
  if (!isCount(start)) throw notDescribed('storage');
  return { key, ...storageTypes[name]!, start };
}

/** The tensor behind a value, if it is one. */
export function tensorOf(value: PickleValue | undefined): TensorView | undefined {
  return value instanceof PickleObject && value.kind === 'tensor' ? (value.value as TensorView) : undefined;
}

const makers: Readonly<Record<string, PickleMaker>> = {
  'collections.OrderedDict': ([items]) => new Map(items === undefined ? [] : pairs(items)),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor]) => tensor ?? null,
};

function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[]): PickleValue {
  const isStorage = storage instanceof PickleObject && storage.kind === 'storage';
  if (!isStorage || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) throw notDescribed('tensor');
  if (shape.length !== strides.length) throw notDescribed('tensor');
  const view: TensorView = { storage: storage.value as Storage, offset, shape, strides };
  return new PickleObject('tensor', view);
}

/** Python 2 wrote an ordered dictionary as a list of pairs. */
function pairs(items: PickleValue): [PickleValue, PickleValue][] {
  if (!Array.isArray(items)) throw notDescribed('dictionary');
  return items.map((item) => {
    if (!Array.isArray(item) || item.length !== 2) throw notDescribed('dictionary');
    return [item[0] ?? null, item[1] ?? null];
  });
}

/** Classes of Python's own that hold plain data. */
const plainBuiltins: ReadonlySet<string> = new Set(
  'bool bytearray bytes complex dict float frozenset int list object set slice str tuple'.split(' '),
);

/** Modules whose functions run code or reach outside; only files made to attack name them. */
const reachingModules: ReadonlySet<string> = new Set(
  (
    'asyncio bdb cffi code codeop commands concurrent ctypes dill cloudpickle fabric ftplib functools gc http imp importlib ' +
    'inspect io joblib marshal multiprocessing nt operator os paramiko pathlib.os pdb pickle _pickle pip pkgutil platform ' +
    'posix posixpath ntpath pty pydoc requests runpy shelve shlex shutil signal site smtplib socket sqlite3 ssl subprocess ' +
    'sys sysconfig telnetlib tempfile threading timeit trace types urllib urllib2 venv webbrowser xmlrpc zipimport'
  ).split(' '),
);

const reachingFunctions: ReadonlySet<string> = new Set(
  (
    'eval exec execfile compile system popen open getattr setattr delattr globals __import__ import_module input breakpoint ' +
    'load loads load_module run run_path run_module apply partial attrgetter methodcaller __reduce__ __reduce_ex__'
  ).split(' '),
);

/**
 * Whether Python could be made to run code by this global. Nothing is ever run here: this only distinguishes hostile files from those
 * that carry some object along, such as an optimizer or the arguments of a training script.
 */
function runsCode(module: string, name: string): boolean {
  if (module === '__builtin__' || module === 'builtins') return !plainBuiltins.has(name);
  const parts = [...module.split('.'), ...name.split('.')];
  return (
    parts.slice(0, -1).some((part) => reachingModules.has(part)) || parts.some((part) => reachingFunctions.has(part))
  );
}

function notDescribed(what: string): Error {
  return damaged(t`a ${what} has an unknown form`);
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
