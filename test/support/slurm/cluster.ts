import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../scripts/setup/ports.mjs';
import { ensureSlurm } from '../../../scripts/setup/slurm.mjs';

const found = await ensureSlurm();

/** Why there is no Slurm here; undefined where there is one. */
export const noSlurm = typeof found === 'string' ? found : undefined;

/** Devices that every machine has, which stand for GPUs. */
const devices = ['/dev/null', '/dev/zero', '/dev/full'];

/** A Slurm of one node with several slots, on this machine, in the partition `gpu`, and with three devices that pass for GPUs. */
export class SlurmCluster {
  /** The environment in which its commands work. */
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;
  readonly #daemons: ChildProcess[] = [];

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.env = env;
  }

  /** @throws Error with the log of what does not start */
  static async start(slots: number): Promise<SlurmCluster> {
    const { root } = found as Exclude<typeof found, string>;
    const folder = mkdtempSync(path.join(tmpdir(), 'slurm-one-'));
    chmodSync(folder, 0o755);
    const at = (...parts: readonly string[]): string => path.join(folder, ...parts);
    for (const name of ['state', 'spool']) mkdirSync(at(name));
    const libraries = path.join(root, 'usr', 'lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
    const plugins = path.join(libraries, 'slurm-wlm');
    const key = at('munge.key');
    writeFileSync(key, randomBytes(1024), { mode: 0o600 });
    writeFileSync(at('slurm.conf'), configuration(folder, plugins, slots, [await freePort(), await freePort()]));
    writeFileSync(
      at('gres.conf'),
      ['AutoDetect=off', ...devices.map((file) => `Name=gpu File=${file}`), ''].join('\n'),
    );
    const env = {
      ...process.env,
      PATH: `${path.join(root, 'usr', 'bin')}:${process.env['PATH']}`,
      LD_LIBRARY_PATH: `${libraries}:${plugins}`,
      SLURM_CONF: at('slurm.conf'),
    };
    const cluster = new SlurmCluster(folder, env);
    const sbin = path.join(root, 'usr', 'sbin');
    const munge = ['--foreground', '--force', `--key-file=${key}`, `--socket=${at('munge.sock')}`];
    const files = [
      `--pid-file=${at('munged.pid')}`,
      `--log-file=${at('munged.log')}`,
      `--seed-file=${at('munge.seed')}`,
    ];
    cluster.#start(path.join(sbin, 'munged'), [...munge, ...files]);
    const configured = ['-D', '-f', at('slurm.conf')];
    // They go by these names, as they do where Debian installs them, or they read no GPUs from the configuration.
    cluster.#start(path.join(sbin, 'slurmctld-wlm'), [...configured, '-c'], 'slurmctld');
    cluster.#start(path.join(sbin, 'slurmd-wlm'), [...configured, '-d', path.join(sbin, 'slurmstepd-wlm')], 'slurmd');
    for (let tries = 0; !cluster.#isIdle(); tries++) {
      if (tries > 150) throw new Error(`Slurm does not start; its logs are in ${folder}.`);
      await pause(200);
    }
    return cluster;
  }

  /** What a command of Slurm prints. */
  run(command: string, ...args: readonly string[]): string {
    return execFileSync(command, args, { env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#daemons.toReversed().map(async (child) => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        if (child.exitCode !== null || !child.kill('SIGTERM')) return;
        const killed = setTimeout(() => child.kill('SIGKILL'), 5000);
        await ended;
        clearTimeout(killed);
      }),
    );
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(program: string, args: readonly string[], argv0 = program): void {
    this.#daemons.push(spawn(program, args, { argv0, env: this.env, stdio: 'ignore' }));
  }

  #isIdle(): boolean {
    try {
      return this.run('sinfo', '--noheader', '--format=%T').trim() === 'idle';
    } catch {
      return false;
    }
  }
}

function configuration(folder: string, plugins: string, slots: number, [control, node]: readonly number[]): string {
  const host = hostname();
  return [
    'ClusterName=one',
    `SlurmctldHost=${host}(127.0.0.1)`,
    ...['SlurmUser=root', 'SlurmdUser=root', 'AuthType=auth/munge', `AuthInfo=socket=${folder}/munge.sock`],
    ...[`PluginDir=${plugins}`, `StateSaveLocation=${folder}/state`, `SlurmdSpoolDir=${folder}/spool`],
    ...[`SlurmctldPidFile=${folder}/slurmctld.pid`, `SlurmdPidFile=${folder}/slurmd.pid`],
    ...[`SlurmctldLogFile=${folder}/slurmctld.log`, `SlurmdLogFile=${folder}/slurmd.log`],
    ...[`SlurmctldPort=${control}`, `SlurmdPort=${node}`],
    ...['ProctrackType=proctrack/linuxproc', 'TaskPlugin=task/none', 'JobAcctGatherType=jobacct_gather/none'],
    ...['SelectType=select/cons_tres', 'SelectTypeParameters=CR_Core', 'SwitchType=switch/none', 'MpiDefault=none'],
    'GresTypes=gpu',
    // The node may have fewer processors than slots, and its host may have any name.
    ...['SlurmdParameters=config_overrides', 'ReturnToService=2'],
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${slots} Sockets=1 CoresPerSocket=${slots} ThreadsPerCore=1 Gres=gpu:${devices.length}`,
    'PartitionName=gpu Nodes=ALL Default=YES MaxTime=INFINITE State=UP',
    '',
  ].join('\n');
}
