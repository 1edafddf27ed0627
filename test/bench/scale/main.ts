// `node scripts/run-ts.mjs test/bench/scale/main.ts plan|overhead|simulate`: see docs/scale.md.
import { overhead } from './overhead';
import { plan } from './plan';
import { simulate } from './simulate';

const [what = '', ...rest] = process.argv.slice(2);
switch (what) {
  case 'plan':
    await plan(Number(rest[0] ?? 1_000_000));
    break;
  case 'overhead':
    await overhead(Number(rest[0] ?? 200), Number(rest[1] ?? 3));
    break;
  case 'simulate':
    simulate(rest);
    break;
  default:
    console.error(`plan [FILES]               plans a run over so many files, and one shard of it: time and memory
overhead [IMAGES [ROUNDS]]  makes masks by one run, one shard, two shards, and workers of a queue: time for each image
simulate [NAME=VALUE…]      what a cluster does in an hour, and what it asks of a file server and of Redis`);
    process.exitCode = 2;
}
