import { expect, test } from 'vitest';
import { mailHtml, mailText } from '../../src/notifiers/mail-text.ts';
import { messageText } from '../../src/notifiers/message-text.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';

const message = {
  ...madeMessage(),
  actions: [{ label: 'Do: "block" <b>', url: 'https://ops.example.org/do/abc_-.def' }],
};

test('a mail has links in both of its parts, and nothing of a label is markup', () => {
  const text = messageText(message, 'UTC');
  expect(mailText(text)).toContain('Do: "block" <b>: https://ops.example.org/do/abc_-.def\n');
  expect(mailHtml(text, message)).toContain('<a href="https://ops.example.org/do/abc_-.def"');
  expect(mailHtml(text, message)).toContain('>Do: &quot;block&quot; &lt;b&gt;</a>');
});
