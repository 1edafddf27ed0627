// `node scripts/run-ts.mjs test/bench/scale/main.ts plan|overhead|calls|simulate`: see docs/scale.md.
import { overhead } from './overhead';
import { plan } from './plan';
import { redisCalls } from './redisCalls';
import { simulate } from './simulate';

const [what = '', ...rest] = process.argv.slice(2);
switch (what) {
  case 'plan':
    await plan(Number(rest[0] ?? 1_000_000));
    break;
  case 'overhead':
    await overhead(Number(rest[0] ?? 330));
    break;
  case 'calls':
    await redisCalls(Number(rest[0] ?? 200));
    break;
  case 'simulate':
    simulate(rest);
    break;
  default:
    console.error(`plan [FILES]           plans a run over so many files, and one shard of it: time and memory
overhead [SECONDS]     what one shard and one worker of a queue take, in parts of what one process takes; two of each
calls [IMAGES]         what a run asks of Redis
simulate [NAME=VALUE…] what a cluster does in an hour, and what it asks of a file server and of Redis`);
    process.exitCode = 2;
}
