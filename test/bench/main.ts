// `npm run bench`: what the model costs on this machine, and how fast the editor is. See docs/benchmarks.md.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { ortVersion } from '../../src/node/ort/ortPackage';
import { cases } from './cases';
import type { Figures } from './measure';
import { table, type Results } from './table';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, case: { type: 'string' }, help: { type: 'boolean' } },
});

if (values.help) {
  console.log(`npm run bench -- [--only WORDS] [--json]

Times the model on this machine, on the CPU with two threads, and the editor in a real VS Code; nothing else should run. Takes
more than ten minutes.

  --only WORDS  only the cases whose name contains one of these, separated by commas; ${Object.keys(cases).join(', ')}
  --json        print JSON`);
} else if (values.case === undefined) {
  await runAll(values.only?.split(','), values.json === true);
} else {
  process.send?.(await cases[values.case]!());
  process.disconnect();
}

async function runAll(only: readonly string[] | undefined, json: boolean): Promise<void> {
  const results: Record<string, Figures> = {};
  for (const name of Object.keys(cases)) {
    if (only !== undefined && !only.some((word) => name.includes(word))) continue;
    process.stderr.write(`${name}…\n`);
    results[name] = await runCase(name);
  }
  const [cpu] = os.cpus();
  const machine = {
    processor: `${cpu?.model.trim() ?? 'unknown'}, ${String(os.availableParallelism())} threads`,
    node: process.versions.node,
    onnxRuntime: ortVersion,
  };
  if (json) console.log(JSON.stringify({ machine, results }));
  else print(machine, results);
}

/** A fresh process for each case: none inherits the memory or the warm caches of another. */
async function runCase(name: string): Promise<Figures> {
  const child = fork(process.argv[1]!, ['--case', name]);
  const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [Figures | number];
  if (typeof answer !== 'object') throw new Error(`The case “${name}” ended with ${String(answer)}.`);
  return answer;
}

function print(machine: Readonly<Record<string, string>>, results: Results): void {
  console.log(`${machine['processor']!}; Node ${machine['node']!}, ONNX Runtime ${machine['onnxRuntime']!}\n`);
  for (const line of table(results)) console.log(line);
}
