/** Id of the element in which the host gives a page the translations of its language: a JSON object, English to translation. */
export const wordsId = 'words';
