import { writeFile } from 'node:fs/promises';
import { bundleFile, englishBundle, languages, readBundle, upToDate, type Bundle } from './l10n/bundles';
import { messagesOfSources } from './l10n/messages';

// `npm run l10n`: lists the messages of the sources in the English bundle, removes those that are gone from the others, and
// prints what is still to be translated.
const messages = await messagesOfSources();
await write(englishBundle(messages));
for (const language of languages) {
  const { bundle, missing } = upToDate(await readBundle(language), messages);
  await write(bundle, language);
  for (const message of missing) console.log(`${language} lacks ${JSON.stringify(message)}`);
}

async function write(bundle: Bundle, language?: string): Promise<void> {
  await writeFile(bundleFile(language), `${JSON.stringify(bundle, undefined, 2)}\n`);
}
