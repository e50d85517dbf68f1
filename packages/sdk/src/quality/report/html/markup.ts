/** Text that is HTML already. Whatever else stands in a template is escaped. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template takes: text and numbers are escaped, nothing is left out, lists are joined. */
export type Content = Markup | string | number | undefined | false | readonly Content[]

/** Each value of the template is text, unless it is Markup: no value can become an element or leave its attribute. */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(template.reduce((text, part, i) => `${text}${written(contents[i - 1])}${part}`))
}

function written(content: Content): string {
  if (content instanceof Markup) return content.text
  if (content === undefined || content === false) return ''
  if (typeof content === 'object') return content.map(written).join('')
  return escaped(String(content))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Control characters, halves of characters, and signs that turn the direction of what follows are shown as unknown. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd')
}
