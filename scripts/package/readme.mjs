/** Parts of the README about a clone of the repository. */
const repositoryOnly = /<!-- repository -->.*?<!-- end of repository -->\n*/gs;

/**
 * The README as it works on a page of the marketplace, where relative addresses lead nowhere: without what is about a clone,
 * without relative pictures, and with the text alone of relative links.
 * @param {string} text
 * @returns {string}
 */
export function marketplaceReadme(text) {
  return text
    .replace(repositoryOnly, '')
    .replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n+/gm, '')
    .replace(/(?<!!)\[([^\]]+)\]\((?!https:|#)[^)]*\)/g, '$1');
}
