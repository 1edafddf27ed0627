import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listFiles } from '@vscode/vsce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOutExtension } from '../../scripts/package/contents.mjs';
import { installedCli, installedExtension } from '../../scripts/setup/installed.mjs';
import { neededGlibc } from '../../src/node/ort/platform';
import { repository } from '../harness/paths';
import { neededGlibcOf, platformOf } from './natives';

/** What each platform's dynamic linker loads, by ONNX Runtime's documentation and the libraries' own headers. */
const natives: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'linux-arm64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'darwin-arm64': ['libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
  'win32-x64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
  'win32-arm64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
};
const targets = Object.keys(natives);

const nativeFiles = (target: string): string[] =>
  (natives[target] ?? []).map((name) => ['dist/onnxruntime', ...target.split('-'), name].join('/'));
const listed = (name: string): string[] =>
  readFileSync(path.join(repository, 'test/golden/package', `${name}.txt`), 'utf8')
    .split('\n')
    .filter(Boolean);
const documents = filesIn(path.join(repository, 'docs')).map((file) => `docs/${file}`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'packages-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function filesIn(top: string): string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

describe.each([...targets, 'universal'])('the extension for %s', (target) => {
  let stage = '';
  beforeAll(async () => {
    stage = path.join(folder, target);
    await layOutExtension(stage, target);
  });

  it('holds what it needs and nothing else', async () => {
    const expected = [...listed('extension'), ...documents, ...nativeFiles(target)].sort();
    expect((await listFiles({ cwd: stage })).sort()).toEqual(expected);
  });

  it('has native libraries of that platform alone', () => {
    const found = filesIn(stage).flatMap((file) => platformOf(path.join(stage, file)) ?? []);
    expect(found).toEqual(nativeFiles(target).map(() => target));
  });

  it.runIf(target.startsWith('linux'))('asks for the glibc that it says it needs', () => {
    const versions = nativeFiles(target).map((file) => neededGlibcOf(path.join(stage, file)));
    expect(versions).toContain(neededGlibc);
    for (const version of versions) expect(Number(version?.slice(2))).toBeLessThanOrEqual(Number(neededGlibc.slice(2)));
  });

  it.runIf(target !== 'universal')('loads no library by a name that it does not have', () => {
    const names = nativeFiles(target).map((file) => path.basename(file));
    const binding = readFileSync(path.join(stage, nativeFiles(target).at(-1) ?? ''), 'latin1');
    const asked = new Set(binding.match(/(?:lib)?onnxruntime(?:\.1\.dylib|\.so\.1|\.dll)/g));
    expect(asked.size).toBeGreaterThan(0);
    for (const name of asked) expect(names).toContain(name);
  });
});

it('installs in VS Code with every file', async () => {
  const installed = filesIn(await installedExtension()).filter((file) => !file.startsWith('.'));
  const target = `${process.platform}-${process.arch}`;
  const expected = [...listed('extension'), ...documents, ...nativeFiles(target)];
  // VS Code reads the manifest, and packing renames the documents that the marketplace shows.
  expect(installed.map((file) => file.toLowerCase()).sort()).toEqual(
    expected.map((file) => (file === 'LICENSE' ? 'license.txt' : file.toLowerCase())).sort(),
  );
});

it('installs by npm with every file, for every platform, without another package', () => {
  const expected = [...listed('cli'), ...documents, ...targets.flatMap(nativeFiles)].sort();
  expect(filesIn(installedCli).sort()).toEqual(expected);
  for (const target of targets) {
    for (const file of nativeFiles(target)) expect(platformOf(path.join(installedCli, file))).toBe(target);
  }
});

describe('what comes with the code', () => {
  /** Packages whose code is in a bundle, by the comments that esbuild leaves above each file of theirs. */
  function bundledPackages(dist: string): Set<string> {
    const scripts = readdirSync(dist).filter((name) => name.endsWith('.js'));
    const paths = scripts.flatMap((name) => [
      ...readFileSync(path.join(dist, name), 'utf8').matchAll(
        /^(?:\/\/|\s+\/\/) node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
      ),
    ]);
    return new Set(paths.map(([, name]) => name ?? ''));
  }

  it('has a notice for every bundled package, with its licence', async () => {
    const dist = path.join(await installedExtension(), 'dist');
    const notices = readFileSync(path.join(dist, 'ThirdPartyNotices.txt'), 'utf8').split(/^=+$/m);
    const packages = bundledPackages(dist);
    for (const name of ['onnxruntime-node', 'fast-png', 'fflate']) expect(packages).toContain(name);
    // The page's bundle is minified, so that its packages are named here.
    for (const name of [...packages, 'preact', '@preact/signals', '@preact/signals-core']) {
      const notice = notices.find((section) => section.trimStart().startsWith(`${name} `));
      expect(notice, name).toMatch(/permi(?:ssion|tted)/i);
    }
  });

  it('names the libraries that were compiled into packages, and what the weights were made from', async () => {
    const notices = readFileSync(path.join(await installedExtension(), 'dist', 'ThirdPartyNotices.txt'), 'utf8');
    for (const name of ['OpenJPEG', 'CharLS', 'OpenJPH', 'libwebp', 'Independent JPEG Group', 'EfficientNet-Lite0']) {
      expect(notices).toContain(name);
    }
  });

  it('has a bill of materials with every bundled package', async () => {
    const dist = path.join(await installedExtension(), 'dist');
    const bill = JSON.parse(readFileSync(path.join(dist, 'sbom.cdx.json'), 'utf8')) as {
      bomFormat: string;
      components: { name: string; version: string; licenses: unknown[]; hashes: unknown[] }[];
    };
    expect(bill.bomFormat).toBe('CycloneDX');
    const names = bill.components.map(({ name }) => name);
    for (const name of bundledPackages(dist)) expect(names).toContain(name);
    expect(names).not.toContain('vitest');
    for (const { hashes, licenses } of bill.components) expect([hashes.length, licenses.length]).toEqual([1, 1]);
  });

  it('has no source maps, tests or fixtures', async () => {
    for (const file of [...filesIn(await installedExtension()), ...filesIn(installedCli)]) {
      // The types of the API are for other extensions.
      if (file === 'sam-unet.d.ts') continue;
      expect(file).not.toMatch(/\.map$|\.ts$|(^|\/)(test|fixtures|src|node_modules)\//);
    }
  });
});

/** What BullMQ asks for only with a database or an option that is not used, and Ajv in code that it writes to files. */
const optional: Readonly<Record<string, readonly string[]>> = {
  'mcp.js': [
    ...['ajv/dist/runtime/equal', 'ajv/dist/runtime/ucs2length', 'ajv/dist/runtime/uri'],
    ...['ajv/dist/runtime/validation_error', 'ajv-formats/dist/formats'],
  ],
  'queue.js': ['supports-color', '@valkey/valkey-glide', 'pg', 'pg-native'],
};

it('asks for no package that does not ship', async () => {
  for (const dist of [path.join(await installedExtension(), 'dist'), path.join(installedCli, 'dist')]) {
    for (const name of readdirSync(dist).filter((file) => /^(?!webview|report).*\.js$/.test(file))) {
      const source = readFileSync(path.join(dist, name), 'utf8');
      const asked = [...source.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module ?? '');
      const known = [...(name === 'extension.js' ? ['vscode'] : []), ...(optional[name] ?? [])];
      const foreign = asked.filter((module) => !isBuiltin(module) && !known.includes(module));
      expect(foreign, name).toEqual([]);
    }
  }
});

it('is laid out in the repository as in the package', () => {
  for (const file of [...listed('extension'), ...nativeFiles(`${process.platform}-${process.arch}`)]) {
    if (/^dist|^models/.test(file)) expect(existsSync(path.join(repository, file)), file).toBe(true);
  }
});
