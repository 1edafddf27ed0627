/**
 * Tells what is being done, and how long it took. While it lasts, a terminal shows the seconds.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = Date.now();
  const live = process.stdout.isTTY;
  if (!live) console.log(`${title} …`);
  const show = () => process.stdout.write(`\r${title} … ${seconds(start)} `);
  const timer = live ? setInterval(show, 500) : undefined;
  if (live) show();
  try {
    const result = await work();
    console.log(live ? `\r${title} … done in ${seconds(start)}` : `${title}: done in ${seconds(start)}`);
    return result;
  } catch (error) {
    if (live) console.log();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** @param {number} start as `Date.now()` gave it */
export const seconds = (start) => `${((Date.now() - start) / 1000).toFixed(1)} s`;
