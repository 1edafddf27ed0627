import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

const ownTexts = path.join(root, 'scripts', 'package', 'notices');
const line = '='.repeat(100);

/**
 * `ThirdPartyNotices.txt`: the licence of every package in the bundles and of what those packages contain, and the sources
 * of the model's weights.
 * @param {readonly string[]} packages folders of the bundled packages, relative to the repository
 * @returns {Promise<string>}
 */
export async function thirdPartyNotices(packages) {
  const sections = await Promise.all(packages.map(packageNotice));
  return [introduction, ...sections, await modelNotice()].join(`\n${line}\n\n`);
}

const introduction = `Third-party notices of SAM-UNet

SAM-UNet is licensed under the Apache License 2.0 (LICENSE). It contains the software and data below.
`;

/** @param {string} folder */
async function packageNotice(folder) {
  const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
  const texts = [...(await licenceFiles(folder)), ...(await ownText(manifest.name))];
  if (texts.length === 0) {
    throw new Error(
      `${manifest.name} is bundled and has no licence text. Put it into ${path.join(ownTexts, ownName(manifest.name))}.`,
    );
  }
  const heading = `${manifest.name} ${manifest.version}, ${manifest.license}, ${homepage(manifest)}`;
  return [heading, ...texts.map((text) => text.trim())].join('\n\n') + '\n';
}

/** @param {string} folder */
async function licenceFiles(folder) {
  const names = await readdir(path.join(root, folder));
  const licences = names.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  return Promise.all(licences.map((name) => readFile(path.join(root, folder, name), 'utf8')));
}

/** @param {string} name of a package */
const ownName = (name) => `${name.replaceAll('/', '+')}.txt`;

/**
 * What a package leaves out: its licence, or those of the libraries that were compiled into it.
 * @param {string} name
 */
async function ownText(name) {
  const file = path.join(ownTexts, ownName(name));
  return readFile(file, 'utf8').then(
    (text) => [text],
    (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
}

/** @param {{ homepage?: string, repository?: string | { url?: string } }} manifest */
function homepage({ homepage: page, repository }) {
  const url = typeof repository === 'string' ? repository : repository?.url;
  return page ?? url?.replace(/^git\+/, '').replace(/\.git$/, '') ?? '';
}

async function modelNotice() {
  const card = JSON.parse(await readFile(path.join(root, 'models', 'compact', 'card.json'), 'utf8'));
  /** @type {{ name: string, licence: string, url?: string }[]} */
  const credits = card.credits;
  const lines = credits.map(({ name, licence, url }) => `- ${name}: ${licence}${url === undefined ? '' : `, ${url}`}`);
  return ['The weights of the model “compact” were made from', lines.join('\n')].join('\n\n') + '\n';
}
