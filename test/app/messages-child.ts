// Sends one message from a folder to a URL, and says when it has; a test kills it in between. With `page` or `over` it is
// of an incident that was found, or is over; with `github` after it a ticket tells of it.
import { MessagesOut } from '../../src/app/messages-out.ts';
import github from '../../src/notifiers/github.ts';
import webhook from '../../src/notifiers/webhook.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const [folder, url, state, type] = process.argv.slice(2) as [string, string, string?, string?];
const now = () => Date.now();
const store = Store.open({ folder, now, notice: () => {} });
const context = { now, write: () => {} };
const place = { url, allow_private: true };
const notifier =
  type === 'github'
    ? github.create(
        github.schema.parse({ ...place, token: 'robot', repository: 'example/operations' }),
        context,
      )
    : webhook.create(webhook.schema.parse(place), context);
const out = new MessagesOut({
  channels: [{ name: 'team', notifier, updates: true }],
  outbox: new Outbox(store),
  grouping: {
    groupBy: ['template', 'subject'],
    cooldown: 3_600_000,
    digestAfter: () => Number.NaN,
  },
  now,
  random: () => 0,
  log: () => {},
});
out.start();
// As a replay after a crash does, the same finding comes again.
const incident = { over: state === 'over' ? now() : null, aliases: [] };
out.findings([{ ...madeFinding(0), page: true, ...(state === undefined ? {} : { incident }) }]);
setInterval(() => {
  if (out.channels[0]!.pending === 0 && out.idle) process.stdout.write('idle\n');
}, 20);
