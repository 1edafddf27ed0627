import type { Device } from '../protocol/inferenceApi';
import { missingLibrary } from './missingLibrary';

/** How one device did. Times are medians in milliseconds. */
export interface DeviceExamination {
  readonly device: Device;
  /** Why it cannot be used; undefined when it can. */
  readonly failure?: string;
  readonly ms?: { readonly load: number; readonly encode: number; readonly decode: number };
}

/** All that “Doctor” finds out. It holds no names of images, patients or users: it is made to be shown to others. */
export interface DoctorReport {
  readonly product: string;
  /** Such as `VS Code 1.110.0`, or `command line`. */
  readonly host: string;
  readonly node: string;
  readonly system: string;
  readonly processor: string;
  readonly memory: string;
  /** GPU drivers that could be found, such as `NVIDIA 570.86.10`. */
  readonly drivers: readonly string[];
  readonly runtime: {
    readonly version: string;
    /** Execution providers of the installed package. */
    readonly contains: readonly string[];
    /** Whether the CUDA libraries have been installed. */
    readonly cudaLibraries: boolean;
  };
  readonly settings: { readonly device: string; readonly threads: string };
  readonly model: {
    readonly name: string;
    readonly folder: string;
    /** SHA-256 by file. */
    readonly sha256: Readonly<Record<string, string>>;
    /** Whether the folder holds a self-test. */
    readonly hasSelfTest: boolean;
    readonly failure?: string;
  };
  readonly devices: readonly DeviceExamination[];
  readonly storage: readonly { readonly what: string; readonly path: string; readonly bytes: number }[];
}

/** Characters of a line: what an editor shows beside its side bar, and an e-mail does not break. */
const lineWidth = 88;

/** The report as plain text. */
export function reportText(report: DoctorReport): string {
  const { runtime, model } = report;
  const sections: readonly (readonly [title: string, rows: readonly (readonly [string, string])[]])[] = [
    [
      'SAM-UNet',
      [
        ['Version', report.product],
        ['Runs in', `${report.host}, Node ${report.node}`],
        ['System', report.system],
        ['Processor', report.processor],
        ['Memory', report.memory],
        ['GPU drivers', report.drivers.join(', ') || 'none found'],
      ],
    ],
    [
      `ONNX Runtime ${runtime.version}`,
      [
        ['Contains', runtime.contains.join(', ')],
        ['CUDA libraries', runtime.cudaLibraries ? 'installed' : 'not installed'],
      ],
    ],
    [
      'Settings',
      [
        ['Device', report.settings.device],
        ['Threads', report.settings.threads],
      ],
    ],
    ['Devices', report.devices.flatMap(deviceRows)],
    [
      `Model ${model.name}`,
      [
        ['Folder', model.folder],
        ['State', model.failure ?? (model.hasSelfTest ? 'complete, self-test passed' : 'complete, without self-test')],
        ...Object.entries(model.sha256).map(([file, hash]) => [file, hash] as const),
      ],
    ],
    ['Storage', report.storage.map(({ what, path, bytes }) => [what, `${size(bytes)}, ${path}`] as const)],
  ];
  return sections.map(([title, rows]) => [title, ...table(rows)].join('\n')).join('\n\n') + '\n';
}

function deviceRows({ device, failure, ms }: DeviceExamination): (readonly [string, string])[] {
  if (failure === undefined) {
    const times =
      ms === undefined ? '' : `: load ${time(ms.load)}, encode ${time(ms.encode)}, decode ${time(ms.decode)}`;
    return [[device, `works${times}`]];
  }
  const missing = missingLibrary(failure);
  const help =
    missing === undefined ? [] : [['', `missing: ${missing.library}; provided by ${missing.providedBy}`] as const];
  return [[device, failure], ...help];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) =>
    wrap(value, lineWidth - width - 4).map((line, i) => `  ${(i === 0 ? name : '').padEnd(width)}  ${line}`.trimEnd()),
  );
}

/** Breaks a text between words into lines of at most `width` characters; words that are longer stay whole. */
function wrap(text: string, width: number): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) return [...lines, word];
    return lines.with(-1, `${last} ${word}`);
  }, []);
}

function time(ms: number): string {
  return ms < 1000 ? `${String(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function size(bytes: number): string {
  if (bytes < 1e3) return `${String(bytes)} B`;
  return bytes < 1e6 ? `${String(Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
