import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { once } from '../../core/base/once';
import { processWide } from '../processWide';
import { hasCode } from './hasCode';

/** A process, as a file names it for others. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Where process ids mean the same: a system since it was started, or a container in it. */
  readonly place: string;
  /** When it started, so that another process with the same ID is distinguished; empty where the system does not say. */
  readonly started: string;
  /** For display. */
  readonly host: string;
}

/** The processes of this machine, as far as they concern who has left a file behind. */
export interface Processes {
  self(): Promise<ProcessIdentity>;
  /** Whether a process runs; undefined where that cannot be known from here. */
  isRunning(other: ProcessIdentity): Promise<boolean | undefined>;
}

const ownIdentity = once(identity);

const systemProcesses: Processes = {
  self: ownIdentity,
  isRunning: async (other) => {
    const self = await systemProcesses.self();
    // A host name is not enough: Windows and the Linux in it have the same, and containers have ids of their own.
    if (other.place !== self.place) return undefined;
    if (!exists(other.pid)) return false;
    const started = await startOf(other.pid);
    return started === '' || other.started === '' ? undefined : started === other.started;
  },
};

async function identity(): Promise<ProcessIdentity> {
  const { pid, platform } = process;
  const host = hostname();
  const [boot, ids] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return { pid, place: [platform, host, boot.trim(), ids].join(' ').trim(), started: await startOf(pid), host };
}

/** Clock ticks since the start of the system; empty where there is no `/proc`. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in parentheses, may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** The processes that are asked about. */
export const processes = processWide(() => systemProcesses);
