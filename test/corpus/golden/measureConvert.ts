import { readFileSync } from 'node:fs';
import { convertCheckpoint } from '../../../src/node/model/convertCheckpoint';

// Prints the largest memory in bytes that an import takes. The self-test belongs into another process, and is left out.
const [checkpoint = '', out = '', weights = ''] = process.argv.slice(2);
/** On Linux, what `resourceUsage` tells includes the memory of the process that started this one. */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

const request = { checkpoint, out, name: 'measured', weights: weights as 'fp32' };
await convertCheckpoint(request, { writeSelfTest: () => Promise.resolve() });
console.log(peakMemory());
