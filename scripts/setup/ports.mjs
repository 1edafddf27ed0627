import { createServer } from 'node:net';

/**
 * A port of the loopback interface that is free now: the wanted one, if it is. It is none of those that systems give to
 * outgoing connections (from 32768 on), so that a server can be started at it again.
 * @param {number} [wanted]
 * @returns {Promise<number>}
 */
export async function freePort(wanted) {
  for (let port = wanted ?? anyPort(); ; port = anyPort()) if (await isFree(port)) return port;
}

const anyPort = () => 20_000 + Math.floor(Math.random() * 10_000);

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Waits until nothing listens at a port any more: a process that was killed lets go of it a little later.
 * @param {number} port
 */
export async function released(port) {
  for (let waited = 0; waited < 30_000 && !(await isFree(port)); waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
