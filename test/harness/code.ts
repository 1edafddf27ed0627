/**
 * An executable that takes the command line of VS Code as `@vscode/test-electron` calls it,
 * `code [folder] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE`, and runs the tests in code-server and a
 * headless browser. Its exit code is that of the tests. Every other flag is about a desktop window and has no meaning here.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { workbenchUrl } from '../../scripts/setup/codeServer.mjs';
import { launchBrowser } from './browser';
import { startServer } from './server';

/** What the workbench tells about itself: its connection, and optional native modules that the set-up leaves out. */
const noise = /@vscode\/spdlog|native-watchdog|^(Resolv|Creating a socket|\[)|additional builtin extensions|^Canceled/;

interface CommandLine {
  readonly folder: string | undefined;
  readonly extensions: readonly string[];
  readonly tests: string;
}

function parse(args: readonly string[]): CommandLine {
  const valuesOf = (flag: string): string[] =>
    args.filter((argument) => argument.startsWith(`${flag}=`)).map((argument) => argument.slice(flag.length + 1));
  const extensions = valuesOf('--extensionDevelopmentPath');
  const [tests] = valuesOf('--extensionTestsPath');
  if (extensions.length === 0 || tests === undefined) {
    throw new Error('Expected --extensionDevelopmentPath=FOLDER and --extensionTestsPath=FILE.');
  }
  return { folder: args.find((argument) => !argument.startsWith('-')), extensions, tests };
}

async function runTests({ folder, extensions, tests }: CommandLine): Promise<number> {
  // The page of the workbench takes one extension under development; others are installed.
  const [extension, ...others] = extensions;
  const server = await startServer({ extensions: others, testDriver: true });
  try {
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const exitCode = await new Promise<number>((resolve, reject) => {
      const ready = [
        // VS Code reports to these two functions of the page; they have to be there before it loads.
        page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
          const text = format(...args);
          if (!noise.test(text)) (type === 'error' ? console.error : console.log)(text);
        }),
        page.exposeFunction('codeAutomationExit', resolve),
      ];
      page.on('crash', () => {
        reject(new Error('The page of the workbench crashed.'));
      });
      setTimeout(() => {
        reject(new Error('The tests did not end within fifteen minutes.'));
      }, 900_000).unref();
      const load = async (): Promise<void> => {
        await Promise.all(ready);
        await page.goto(
          workbenchUrl(server.port, {
            folder: folder ?? (await mkdtemp(path.join(tmpdir(), 'sam-unet-empty-'))),
            ...(extension === undefined ? {} : { extension }),
            tests,
          }),
        );
      };
      load().catch(reject);
    });
    await browser.close();
    return exitCode;
  } finally {
    await server.stop();
  }
}

process.exitCode = await runTests(parse(process.argv.slice(2)));
