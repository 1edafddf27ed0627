import { chromium, type Browser, type BrowserServer } from 'playwright-core';
import { ensureChromium } from '../../scripts/setup/chromium.mjs';

/**
 * Headless Chromium that works as root, without a GPU and without a network. It puts its pages together without a graphics
 * driver: through a software one (SwiftShader) an empty canvas has a dozen frames a second. WebGL 2 is there, on SwiftShader.
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await options());
}

/** The same, for other processes to connect to. */
export async function launchBrowserServer(): Promise<BrowserServer> {
  return chromium.launchServer(await options());
}

async function options() {
  return {
    executablePath: await ensureChromium(),
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
      ...['--disable-gpu', '--enable-unsafe-swiftshader'],
    ],
  };
}
