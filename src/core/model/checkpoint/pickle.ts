import { UserError } from '../../base/error';
import { t, type Message } from '../../text/message';
import { decodeUtf8 } from '../utf8';

/** A value that a pickle describes. Tuples and lists are arrays, dictionaries maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleObject;

/** An object that a global made, as data: what `value` is, only its maker knows. */
export class PickleObject {
  readonly kind: string;
  readonly value: unknown;

  constructor(kind: string, value?: unknown) {
    this.kind = kind;
    this.value = value;
  }
}

/** What a pickle may name. Nothing is looked up or run but what these functions do. */
export interface PickleWorld {
  /**
   * The maker of objects for a global, or undefined when the global is not allowed.
   *
   * @param module such as `torch._utils`
   * @param name such as `_rebuild_tensor_v2`
   */
  global(module: string, name: string): PickleMaker | undefined;
  /** The object behind a persistent id. */
  persistent(id: PickleValue): PickleValue;
}

/** Makes an object from the arguments of a call. */
export type PickleMaker = (args: readonly PickleValue[]) => PickleValue;

const markSymbol = Symbol('mark');
type Item = PickleValue | typeof markSymbol;

/** Bytes of the longest whole number; PyTorch's magic number has 10. */
const maxLong = 255;
/** Every step can make one object, so this bounds memory; a SAM-UNet with its optimizer takes some 100 000. */
const maxSteps = 2_000_000;

/**
 * Reads a pickle (protocols 2 to 5, the opcodes that data needs) without running anything: a global that `world` does not
 * allow is refused by name, and objects are never given state.
 *
 * @param bytes starts with the pickle; more may follow
 * @returns the value, and how many bytes its pickle takes
 * @throws UserError `bad-model` for a refused global, `damaged` for a pickle that is cut off or not well formed
 */
export function unpickle(bytes: Uint8Array, world: PickleWorld): { value: PickleValue; length: number } {
  return new Unpickler(bytes, world).run();
}

class Unpickler {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly world: PickleWorld;
  private readonly stack: Item[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly makers = new Map<PickleObject, PickleMaker>();
  private at = 0;

  constructor(bytes: Uint8Array, world: PickleWorld) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.world = world;
  }

  run(): { value: PickleValue; length: number } {
    for (let steps = 0; steps < maxSteps; steps++) {
      const opcode = this.take(1)[0] ?? 0;
      if (opcode === 0x2e) return { value: this.pop(), length: this.at };
      this.step(opcode);
    }
    throw malformed(t`it is longer than that of any SAM-UNet`);
  }

  private step(opcode: number): void {
    switch (String.fromCharCode(opcode)) {
      case '\x80': // PROTO
        this.take(1);
        return;
      case '\x95': // FRAME
        this.take(8);
        return;
      case '(':
        this.stack.push(markSymbol);
        return;
      case '0': // POP
        this.stack.pop();
        return;
      case 'N':
        this.stack.push(null);
        return;
      case '\x88':
        this.stack.push(true);
        return;
      case '\x89':
        this.stack.push(false);
        return;
      case 'K': // BININT1
        this.stack.push(this.take(1)[0] ?? 0);
        return;
      case 'M': // BININT2
        this.stack.push(this.unsigned(2));
        return;
      case 'J': // BININT
        this.stack.push(this.number(4, (at) => this.view.getInt32(at, true)));
        return;
      case '\x8a': // LONG1
        this.stack.push(this.long(this.take(1)[0] ?? 0));
        return;
      case '\x8b': // LONG4
        this.stack.push(this.long(this.unsigned(4)));
        return;
      case 'G': // BINFLOAT
        this.stack.push(this.number(8, (at) => this.view.getFloat64(at, false)));
        return;
      case '\x8c': // SHORT_BINUNICODE
        this.stack.push(this.text(this.unsigned(1)));
        return;
      case 'X': // BINUNICODE
        this.stack.push(this.text(this.unsigned(4)));
        return;
      case 'U': // SHORT_BINSTRING, a text of Python 2
        this.stack.push(this.text(this.unsigned(1)));
        return;
      case 'T': // BINSTRING
        this.stack.push(this.text(this.unsigned(4)));
        return;
      case 'C': // SHORT_BINBYTES: only what is passed over has bytes
        this.take(this.unsigned(1));
        this.stack.push(null);
        return;
      case 'B': // BINBYTES
        this.take(this.unsigned(4));
        this.stack.push(null);
        return;
      case ')':
      case ']':
        this.stack.push([]);
        return;
      case '}':
        this.stack.push(new Map());
        return;
      case '\x8f': // EMPTY_SET
        this.stack.push(new Set());
        return;
      case 't': // TUPLE
        this.stack.push(this.popMarked());
        return;
      case '\x85':
      case '\x86':
      case '\x87': // TUPLE1..3
        this.stack.push(Array.from({ length: opcode - 0x84 }, () => this.pop()).reverse());
        return;
      case 'a': // APPEND
        this.append([this.pop()]);
        return;
      case 'e': // APPENDS
        this.append(this.popMarked());
        return;
      case '\x90': // ADDITEMS
        this.append(this.popMarked());
        return;
      case 's': // SETITEM
        this.setItems([this.pop(), this.pop()].reverse());
        return;
      case 'u': // SETITEMS
        this.setItems(this.popMarked());
        return;
      case 'q': // BINPUT
        this.memo.set(this.unsigned(1), this.top());
        return;
      case 'r': // LONG_BINPUT
        this.memo.set(this.unsigned(4), this.top());
        return;
      case '\x94': // MEMOIZE
        this.memo.set(this.memo.size, this.top());
        return;
      case 'h': // BINGET
        this.get(this.unsigned(1));
        return;
      case 'j': // LONG_BINGET
        this.get(this.unsigned(4));
        return;
      case 'c': // GLOBAL
        this.pushGlobal(this.line(), this.line());
        return;
      case '\x93': {
        // STACK_GLOBAL
        const name = this.pop();
        const module = this.pop();
        if (typeof name !== 'string' || typeof module !== 'string') throw malformed(t`a name is not a string`);
        this.pushGlobal(module, name);
        return;
      }
      case 'Q': // BINPERSID
        this.stack.push(this.world.persistent(this.pop()));
        return;
      case 'R': // REDUCE
      case '\x81': // NEWOBJ
        this.call();
        return;
      case '\x92': // NEWOBJ_EX: as NEWOBJ, with named arguments
        this.pop();
        this.call();
        return;
      case 'b': // BUILD: the state of an object is data that is not read here
        this.pop();
        return;
      default:
        throw malformed(t`it uses the opcode 0x${opcode.toString(16)}`);
    }
  }

  private pushGlobal(module: string, name: string): void {
    const path = `${module}.${name}`;
    const maker = this.world.global(module, name);
    if (maker === undefined) {
      throw new UserError('bad-model', {
        problem: t`The checkpoint refers to the Python object “${path}”, which runs code when Python loads the file.`,
        advice: t`Do not load this file in Python; get the weights from a source you trust.`,
      });
    }
    const global = new PickleObject(path);
    this.makers.set(global, maker);
    this.stack.push(global);
  }

  private call(): void {
    const args = this.pop();
    const callee = this.pop();
    const maker = callee instanceof PickleObject ? this.makers.get(callee) : undefined;
    if (maker === undefined || !Array.isArray(args)) throw malformed(t`it calls something that is not a function`);
    this.stack.push(maker(args));
  }

  private append(items: readonly PickleValue[]): void {
    const target = this.top();
    if (Array.isArray(target)) for (const item of items) target.push(item);
    else if (target instanceof Set) for (const item of items) target.add(item);
    else if (!(target instanceof PickleObject)) throw malformed(t`it appends to something that is not a list`);
  }

  private setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    if (target instanceof PickleObject) return;
    if (!(target instanceof Map) || items.length % 2 !== 0)
      throw malformed(t`it sets an item of something that is not a dictionary`);
    for (let i = 0; i < items.length; i += 2) target.set(items[i] ?? null, items[i + 1] ?? null);
  }

  private get(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw malformed(t`it refers to an object that it has not created`);
    this.stack.push(value);
  }

  private pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === markSymbol) throw malformed(t`its stack is empty`);
    return value;
  }

  private top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === markSymbol) throw malformed(t`its stack is empty`);
    return value;
  }

  private popMarked(): PickleValue[] {
    const mark = this.stack.lastIndexOf(markSymbol);
    if (mark < 0) throw malformed(t`its stack has no mark`);
    const items = this.stack.splice(mark).slice(1);
    return items as PickleValue[];
  }

  private take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw malformed(t`it is truncated`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private number(length: number, read: (at: number) => number): number {
    this.take(length);
    return read(this.at - length);
  }

  private unsigned(length: 1 | 2 | 4): number {
    return this.take(length).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  private long(length: number): number | bigint {
    if (length > maxLong) throw malformed(t`a number has too many digits`);
    const value = this.take(length).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const signed = BigInt.asIntN(length * 8, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  private text(length: number): string {
    try {
      return decodeUtf8(this.take(length));
    } catch (error) {
      throw error instanceof UserError ? error : malformed(t`a string is not UTF-8`);
    }
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw malformed(t`it is truncated`);
    const text = this.text(end - this.at);
    this.take(1);
    return text;
  }
}

function malformed(problem: Message): UserError {
  return new UserError('damaged', {
    problem: t`The checkpoint's table of contents cannot be read: ${problem}.`,
    advice: t`Download or copy the file again.`,
  });
}
