import type { NotifierDefinition } from '../core/notifier.ts';
import alertmanager from './alertmanager.ts';
import command from './command.ts';
import email from './email.ts';
import github from './github.ts';
import jira from './jira.ts';
import ntfy from './ntfy.ts';
import pagerduty from './pagerduty.ts';
import slack from './slack.ts';
import slackBot from './slack-bot.ts';
import telegram from './telegram.ts';
import terminal from './terminal.ts';
import webhook from './webhook.ts';

/** The kinds of channels that messages leave by. */
export const notifiers = [
  alertmanager,
  command,
  email,
  github,
  jira,
  ntfy,
  pagerduty,
  slack,
  slackBot,
  telegram,
  terminal,
  webhook,
] as const satisfies readonly NotifierDefinition[];
