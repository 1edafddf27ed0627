import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const bundle = path.join(import.meta.dirname, '../../dist/cli.js');

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a process. */
export function runCli(...args: readonly string[]): Promise<CliRun> {
  return runCliFor(undefined, ...args);
}

/** Runs the built command line, and interrupts it as Ctrl+C does after `ms` milliseconds. */
export function runCliFor(ms: number | undefined, ...args: readonly string[]): Promise<CliRun> {
  if (!existsSync(bundle)) throw new Error('dist/cli.js is missing: run "npm run build" first.');
  return new Promise((resolve, reject) => {
    // Ctrl+C reaches all processes of a group.
    const child = spawn(process.execPath, [bundle, ...args], { detached: ms !== undefined });
    if (ms !== undefined) setTimeout(() => process.kill(-child.pid!, 'SIGINT'), ms);
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
