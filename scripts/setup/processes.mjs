import { spawn, spawnSync } from 'node:child_process';

/** A step of the set-up that failed for a reason the reader can do something about. */
export class SetupError extends Error {}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {Set<() => Promise<void>>} */
const cleanups = new Set();

/**
 * Starts a process that leads its own group, so that `stopGroup` reaches its children too.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startGroup(command, args, options) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
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
  signalGroup(pid, 'SIGTERM');
  const end = Date.now() + patience;
  while (signalGroup(pid, 0)) {
    if (Date.now() > end) signalGroup(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Ends a process started by `startGroup`, with its children, without asking: as a crash does.
 * @param {import('node:child_process').ChildProcess} child
 */
export function killGroup({ pid }) {
  if (pid === undefined) return;
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
  else signalGroup(pid, 'SIGKILL');
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal 0 only asks
 * @returns {boolean} whether there is such a group
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

let stopping = false;

/** Whether the reader interrupted, so that what ends now does so because it was told to. */
export const interrupted = () => stopping;

/**
 * On an interrupt, ends everything that was started here, then this process.
 * @param {number} exitCode
 */
export function stopEverythingOnInterrupt(exitCode) {
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([...cleanups].map((cleanup) => cleanup()));
    await Promise.all([...running].map((child) => stopGroup(child, 4000)));
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop());
}

/**
 * Adds what an interrupt has to end that is not a child of this process.
 * @param {() => Promise<void>} cleanup
 */
export function onInterrupt(cleanup) {
  cleanups.add(cleanup);
}

/**
 * Runs a command to its end; its output is kept and shown only when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, advice?: string }} [options]
 * @returns {Promise<string>} what it wrote
 */
export function run(command, args, { advice, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = startGroup(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {Buffer} */ data) => (output += data.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
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
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limit?: number }} [options] `limit`: seconds after which it is ended
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export function show(command, args, { limit, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = startGroup(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = () => {
      console.log(`Ended after ${limit} s: ${[command, ...args].join(' ')}`);
      void stopGroup(child, 2000);
    };
    const timer = limit === undefined ? undefined : setTimeout(end, limit * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
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
