import { describe, expect, it } from 'vitest';
import { escapeHtml, html, markup } from '../../src/kit/html.ts';

describe('html', () => {
  it('escapes what is put in, in content and in attributes', () => {
    const evil = `<script>alert(1)</script>"' onload=x \`&`;
    const text = html`<p title="${evil}">${evil}</p>`.text;
    expect(text).not.toContain('<script');
    expect(text.match(/["'`]/g)).toEqual(['"', '"']);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x &#96;&amp;');
  });

  it('joins lists, keeps markup, leaves out null and false', () => {
    const items = ['a<', 'b'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>${null}${false}${3}${markup('<br>')}`.text).toBe(
      '<ul><li>a&lt;</li><li>b</li></ul>3<br>',
    );
  });

  it('writes out control, bidi and invisible characters, and keeps lines', () => {
    expect(escapeHtml('a\x1b[31m\x00\nb\u202e\u200bc')).toBe('a\\x1b[31m\\x00\nb\\u202e\\u200bc');
  });
});
