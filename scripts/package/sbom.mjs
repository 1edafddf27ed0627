import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/paths.mjs';
import { npm, run } from '../setup/processes.mjs';

/**
 * The software bill of materials: npm's, in CycloneDX's format, less what only development needs.
 * @param {readonly string[]} packages folders of the bundled packages, relative to the repository
 * @returns {Promise<string>} JSON
 */
export async function softwareBill(packages) {
  const shipped = new Set(await Promise.all(packages.map(reference)));
  const [command, first] = npm();
  const printed = await run(command, [...first, 'sbom', '--sbom-format=cyclonedx', '--loglevel=error'], { cwd: root });
  const bill = JSON.parse(printed.slice(printed.indexOf('{')));
  const { component } = bill.metadata;
  component.name = 'sam-unet';
  bill.components = bill.components
    .filter((/** @type {{ 'bom-ref': string }} */ each) => shipped.has(each['bom-ref']))
    // To npm they are for development, as the bundles hold them.
    .map((/** @type {object} */ each) => ({ ...each, properties: [] }));
  if (bill.components.length !== shipped.size) {
    throw new Error(`npm lists ${bill.components.length} of the ${shipped.size} bundled packages: install them again.`);
  }
  bill.dependencies = [
    { ref: component['bom-ref'], dependsOn: [...shipped].sort() },
    ...bill.dependencies
      .filter((/** @type {{ ref: string }} */ { ref }) => shipped.has(ref))
      .map((/** @type {{ ref: string, dependsOn: string[] }} */ { ref, dependsOn }) => ({
        ref,
        dependsOn: dependsOn.filter((other) => shipped.has(other)),
      })),
  ];
  return JSON.stringify(bill, undefined, 2);
}

/** @param {string} folder */
async function reference(folder) {
  const { name, version } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}
