import { render } from 'preact';
import { wordsId } from '../src/core/protocol/words';
import { connect, serve } from '../src/core/protocol/rpc';
import type { HostApi } from '../src/core/protocol/hostApi';
import type { ViewApi } from '../src/core/protocol/viewApi';
import { App } from './components/App';
import { setWords } from './l10n/localize';
import { Page } from './store/page';
import { restoreView } from './store/savedView';
import { Session } from './store/session';
import { keepFocus } from './tools/keepFocus';
import { viewApi } from './tools/viewCommands';
import { announceChanges } from './tools/announceChanges';
import { attachHeldKeys } from './tools/heldKeys';
import { hostPort } from './vscodeApi';
import './styles/page.css';

setWords(JSON.parse(document.getElementById(wordsId)?.textContent ?? '{}') as Record<string, string>);
const page = new Page();
restoreView(page);
const host = connect<HostApi>(hostPort);
const session = new Session(page, host.api);

serve<ViewApi>(hostPort, viewApi(page, session));
attachHeldKeys(page);
announceChanges(page, () => document.activeElement?.matches('input') === true);
new MutationObserver(() => {
  page.repaints.value++;
}).observe(document.body, { attributes: true, attributeFilter: ['class'] });
session.follow();
const root = document.createElement('div');
root.id = 'root';
document.body.append(root);
render(<App page={page} session={session} />, root);
keepFocus(root);
void session.open();
