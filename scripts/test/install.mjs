// `npm run test:install`: packages and installs what the suites cli, host and e2e run, as `npm test` does.
import { installCli, installExtension } from '../setup/installed.mjs';

await installExtension();
await installCli();
