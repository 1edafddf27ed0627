import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where Debian's and Ubuntu's Chromium keep SwiftShader, a Vulkan driver for the CPU, and a Vulkan loader beside it. */
const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/snap/chromium/current/usr/lib/chromium-browser'];
const driver = 'libvk_swiftshader.so';

/**
 * The environment in which a process finds SwiftShader as its only Vulkan driver. Mesa's lavapipe would do from version 25 on;
 * Debian 12 has 22.3, which lacks features that WebGPU needs.
 *
 * @param scratch folder for the driver's manifest
 * @throws Error that says what to install
 */
export function softwareVulkan(scratch: string): Record<string, string> {
  const folder = folders.find((candidate) => existsSync(path.join(candidate, driver)));
  if (folder === undefined) throw new Error(`There is no ${driver}. Install Chromium: apt-get install chromium`);
  mkdirSync(scratch, { recursive: true });
  const manifest = path.join(scratch, 'swiftshader.json');
  const icd = { library_path: path.join(folder, driver), api_version: '1.0.5' };
  writeFileSync(manifest, JSON.stringify({ file_format_version: '1.0.0', ICD: icd }));
  return { VK_ICD_FILENAMES: manifest, VK_DRIVER_FILES: manifest, LD_LIBRARY_PATH: folder };
}
