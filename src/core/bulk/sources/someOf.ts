import { listed, type Message, type Text } from '../../text/message';

/** Names that a line lists. */
const most = 6;

/** The first of some names: “liver, spleen, …”. */
export function someOf(names: readonly Text[]): Message {
  return listed(names.length > most ? [...names.slice(0, most), '…'] : names);
}
