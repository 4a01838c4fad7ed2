/** A stretch of a text that is shown in a certain way; places are in UTF-16 units. */
export interface MessageEntity {
  readonly type: 'bold' | 'italic' | 'code' | 'pre';
  readonly offset: number;
  readonly length: number;
}

/** Characters of a message, and entities of it. */
const MAX_TEXT = 4096;
const MAX_ENTITIES = 100;

/**
 * A text with its looks beside it, as `text` and `entities` of the Bot API's sendMessage. Nothing in the text is read
 * as markup, so that nothing has to be escaped. What is over the limit is left out and marked.
 */
export class MarkedText {
  #text = '';
  readonly #entities: MessageEntity[] = [];
  #full = false;

  /** Adds a line. */
  line(text: string, look?: MessageEntity['type']): void {
    if (this.#full) return;
    const before = this.#text === '' ? '' : '\n';
    const room = MAX_TEXT - 2 - this.#text.length - before.length;
    const whole = text.length <= room;
    const shown = whole ? text : `${text.slice(0, Math.max(0, room)).replace(/[\ud800-\udbff]$/, '')}…`;
    const offset = this.#text.length + before.length;
    this.#text += before + shown;
    this.#full = !whole;
    if (look === undefined || shown.trim() === '' || this.#entities.length >= MAX_ENTITIES) return;
    this.#entities.push({ type: look, offset, length: shown.length });
  }

  done(): { readonly text: string; readonly entities: readonly MessageEntity[] } {
    return { text: this.#text.trim() === '' ? 'logsift' : this.#text, entities: this.#entities };
  }
}
