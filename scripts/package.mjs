// `npm run package -- [target…]`: a VSIX for each platform, in .cache/vsix. Without a target, for this platform; `all` for all.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { packageTarget, runtimeTargets } from './build/onnxruntime.mjs';
import { buildForPackages, layOutExtension } from './package/contents.mjs';
import { cached, root } from './setup/paths.mjs';

/** `universal` is for all other platforms: VS Code's marketplace falls back to it. */
const targets = [...runtimeTargets, 'universal'];

const { repository } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const asked = process.argv.slice(2);
const wanted = asked.includes('all') ? targets : asked.length > 0 ? asked : [packageTarget];
const unknown = wanted.find((target) => !targets.includes(target));
if (unknown !== undefined) {
  console.error(`${unknown} is not a target. Name some of ${targets.join(', ')}, or all.`);
  process.exit(2);
}
await buildForPackages(wanted.filter((target) => target !== 'universal'));
for (const target of wanted) await packageFor(target);

/** @param {string} target */
async function packageFor(target) {
  const stage = cached('vsix', target);
  await layOutExtension(stage, target);
  const file = cached('vsix', `sam-unet-${target}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath: file,
    ...(target === 'universal' ? {} : { target }),
    dependencies: false,
    allowMissingRepository: true,
    // Without a repository there is nowhere to lead them; `marketplaceReadme` has left them out.
    rewriteRelativeLinks: repository !== undefined,
  });
  console.log(`${file}: ${((await stat(file)).size / 2 ** 20).toFixed(1)} MB`);
}
