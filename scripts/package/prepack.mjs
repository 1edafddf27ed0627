// What `npm pack` runs first: the package for Node carries the native libraries of all platforms, and needs no other package.
import { runtimeTargets } from '../build/onnxruntime.mjs';
import { buildForPackages } from './contents.mjs';

await buildForPackages(runtimeTargets);
