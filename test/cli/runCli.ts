import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installedCli } from '../../scripts/setup/installed.mjs';

/** What npm has installed from the packed command line, outside the repository. */
export const cliProgram = path.join(installedCli, 'dist', 'cli.js');

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the installed command line as a process. */
export function runCli(...args: readonly string[]): Promise<CliRun> {
  return run(args, () => undefined);
}

/** Runs the installed command line with more in its environment. */
export function runCliWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CliRun> {
  return run(args, () => undefined, env);
}

/** Runs the built command line with nobody reading what it prints. */
export function runCliUnread(...args: readonly string[]): Promise<CliRun> {
  return run(args, (child) => child.stdout?.destroy());
}

/** Runs the built command line and interrupts it, as Ctrl+C does, once `isTime`; by what it has printed to stderr, say. */
export function runCliUntil(isTime: (stderr: string) => boolean, ...args: readonly string[]): Promise<CliRun> {
  return endCliWith('SIGINT', isTime, args);
}

/** Runs the built command line and kills it, as a crash of the machine would, once `isTime`. */
export function killCliWhen(isTime: () => boolean, ...args: readonly string[]): Promise<CliRun> {
  return endCliWith('SIGKILL', isTime, args);
}

function endCliWith(
  signal: 'SIGINT' | 'SIGKILL',
  isTime: (stderr: string) => boolean,
  args: readonly string[],
): Promise<CliRun> {
  return run(args, (child) => {
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const timer = setInterval(() => {
      if (!isTime(stderr)) return;
      clearInterval(timer);
      // Both reach all processes of the group.
      process.kill(-child.pid!, signal);
    }, 5);
    child.on('close', () => {
      clearInterval(timer);
    });
  });
}

function run(
  args: readonly string[],
  attend: (child: ChildProcess) => void,
  env: NodeJS.ProcessEnv = {},
): Promise<CliRun> {
  if (!existsSync(cliProgram)) throw new Error(`${cliProgram} is missing: run “npm run test:install” first.`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliProgram, ...args], { detached: true, env: { ...process.env, ...env } });
    attend(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
