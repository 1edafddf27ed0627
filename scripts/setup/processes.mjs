import { spawn, spawnSync } from 'node:child_process';

/** A step of the set-up that failed for a reason the reader can do something about. */
export class SetupError extends Error {}

/**
 * Runs a command to its end; its output is kept and shown only when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, advice?: string }} [options]
 * @returns {Promise<string>} what it wrote
 */
export function run(command, args, { cwd, env, advice } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (/** @type {Buffer} */ data) => (output += data.toString()));
    child.stderr.on('data', (/** @type {Buffer} */ data) => (output += data.toString()));
    const fail = (/** @type {string} */ reason) => {
      const told = [`${[command, ...args].join(' ')}: ${reason}.`, output.trim(), advice];
      reject(new SetupError(told.filter(Boolean).join('\n')));
    };
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => (code === 0 ? resolve(output) : fail(`ended with ${signal ?? code}`)));
  });
}

/**
 * Runs a command whose output goes straight to the reader.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export function show(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * npm of the running Node, as a command and its first arguments: on Windows `npm` is a script that cannot be spawned.
 * @returns {[string, string[]]}
 */
export function npm() {
  const script = process.env['npm_execpath'];
  if (script?.endsWith('npm-cli.js')) return [process.execPath, [script]];
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', 'npm']] : ['npm', []];
}

/**
 * Starts a process that leads its own group, so that `stopGroup` reaches its children too.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startGroup(command, args, options) {
  return spawn(command, args, { ...options, detached: process.platform !== 'win32' });
}

/**
 * Ends a process started by `startGroup`, with its children: asks first, insists later.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} patience milliseconds until it insists
 */
export async function stopGroup(child, patience) {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  const signal = (/** @type {NodeJS.Signals | 0} */ name) => {
    try {
      process.kill(-pid, name);
      return true;
    } catch {
      return false;
    }
  };
  signal('SIGTERM');
  const end = Date.now() + patience;
  while (signal(0)) {
    if (Date.now() > end) signal('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
