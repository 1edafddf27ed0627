import { readdir, readFile } from 'node:fs/promises';

/** Folders in which the Vulkan loader looks for drivers (Vulkan-Loader, `LoaderDriverInterface.md`). */
const vulkanFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** What can be seen of GPU drivers on Linux without loading any; empty on other platforms. */
export async function gpuDrivers(): Promise<string[]> {
  const found: string[] = [];
  const nvidia = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '');
  const version = /Kernel Module\s+(?:for \S+\s+)?([\d.]+)/.exec(nvidia)?.[1];
  if (version !== undefined) found.push(`NVIDIA ${version}`);
  const named = process.env['VK_ICD_FILENAMES'] ?? process.env['VK_DRIVER_FILES'];
  if (named !== undefined) found.push(`Vulkan ${named.split(/[:/]/).at(-1) ?? ''} (named by the environment)`);
  for (const folder of vulkanFolders) {
    const names = await readdir(folder).catch(() => []);
    found.push(
      ...names.filter((name) => name.endsWith('.json')).map((name) => `Vulkan ${name.slice(0, -'.json'.length)}`),
    );
  }
  return found;
}
