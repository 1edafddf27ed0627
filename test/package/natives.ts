import { readFileSync } from 'node:fs';

/** The platform that a native file was compiled for, by the names of VS Code; undefined when it is none. */
export function platformOf(file: string): string | undefined {
  const bytes = readFileSync(file);
  // ELF: System V ABI, e_machine. Mach-O: <mach-o/loader.h>, cputype. PE: “PE Format”, Machine after the signature.
  if (bytes.toString('latin1', 0, 4) === '\u007FELF') return named('linux', bytes.readUInt16LE(18), 62, 183);
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return named('darwin', bytes.readUInt32LE(4), 0x01000007, 0x0100000c);
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = bytes.readUInt32LE(0x3c);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
  return named('win32', bytes.readUInt16LE(header + 4), 0x8664, 0xaa64);
}

function named(system: string, machine: number, x64: number, arm64: number): string | undefined {
  if (machine === x64) return `${system}-x64`;
  return machine === arm64 ? `${system}-arm64` : undefined;
}

/** The newest version of glibc whose symbols an ELF library asks for, such as `2.28`. */
export function neededGlibcOf(file: string): string | undefined {
  const versions = readFileSync(file, 'latin1').match(/(?<=GLIBC_)2\.\d+/g) ?? [];
  return versions.sort((a, b) => Number(a.slice(2)) - Number(b.slice(2))).at(-1);
}
