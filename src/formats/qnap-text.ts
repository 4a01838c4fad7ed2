import type { Category } from '../core/categories.ts';
import { type Dialect, put, says, withHeader } from './dialect.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const CONNECTIONS = Buffer.from('conn log: ');
const EVENTS = Buffer.from('event log: ');

/** QNAP's QTS: `qlogd[8123]: conn log: Users: admin, Source IP: 10.0.0.5, …, Action: Login Fail`. */
export const qnap: Dialect = {
  format: 'qnap',
  take(event) {
    const { app, messageStart: at } = event;
    if (app !== 'qlogd' && app !== 'qulogd') return false;
    if (!says(event, at, CONNECTIONS) && !says(event, at, EVENTS)) return false;
    event.readFields = readFields;
    return true;
  },
};

const readFields = withHeader((event) => {
  const text = namedText(event);
  const said = (name: string) => {
    const found = new RegExp(
      `\\b${name}: (.*?)(?=, (?:Source IP|Computer name|Connection type|Accessed resources|Action|Content|Application|Category): |$)`,
    );
    const value = found.exec(text)?.[1]?.trim();
    return value === '---' ? undefined : value;
  };
  const connection = text.startsWith('conn');
  const [action, content, user] = [said('Action'), said('Content'), said('Users')];
  const category: Category | undefined = connection
    ? /log(?:in|out|on|off)/i.test(action ?? '')
      ? 'authentication'
      : 'filesystem'
    : undefined;
  const fields = fieldsOfText(content ?? action ?? '', '', category);
  put(fields, 'observer.vendor', 'QNAP');
  put(fields, 'observer.product', 'QTS');
  put(fields, 'event.provider', connection ? 'conn log' : 'event log');
  put(fields, 'user.name', user);
  put(fields, 'source.ip', said('Source IP'));
  put(fields, 'source.domain', said('Computer name'));
  put(fields, 'network.protocol', said('Connection type')?.toLowerCase());
  put(fields, 'file.path', said('Accessed resources'));
  if (action !== undefined && category !== 'authentication')
    put(fields, 'event.action', action.toLowerCase());
  return fields;
});
