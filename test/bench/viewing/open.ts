import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../harness/workbench';
import type { Workspace } from '../../harness/workspace';

export async function emptyWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  return {
    folder,
    at: (...parts) => path.join(folder, ...parts),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The viewport of an image, as soon as its pixels are on the screen. */
export async function open(workbench: Workbench, name: string): Promise<Locator> {
  const view: FrameLocator = await workbench.openImage(name);
  const viewport = view.locator('.viewport');
  await viewport.waitFor();
  await viewport.evaluate(async () => {
    while (window.probe.drawn.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  return viewport;
}
