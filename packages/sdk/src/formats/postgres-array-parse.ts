/** What a Postgres array literal holds: texts, absent values and arrays. */
type ArrayItem = string | null | readonly ArrayItem[]

/**
 * The items of a Postgres array literal such as {1,NULL,"a \"b\""} or {{1,2},{3,4}}, and of a pgvector literal [1,2].
 * Bounds before it ([0:1]={…}) are skipped. Undefined where it is no such literal.
 */
export function parsePostgresArray(text: string): readonly ArrayItem[] | undefined {
  const start = /^(\[-?\d+:-?\d+\])+=/.exec(text)?.[0].length ?? 0
  const vector = text.startsWith('[') && start === 0
  const parser = new ArrayParser(vector ? `{${text.slice(1, -1)}}` : text, start)
  if (vector && !text.endsWith(']')) return undefined
  const items = parser.array()
  return parser.isAtEnd() ? items : undefined
}

/** What Postgres takes for space in an array; it writes any other without quotes. */
const outerSpace = /^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g

class ArrayParser {
  readonly #text: string
  #at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.#at = at
  }

  isAtEnd(): boolean {
    return this.#at === this.#text.length
  }

  array(): readonly ArrayItem[] | undefined {
    if (!this.#take('{')) return undefined
    const items: ArrayItem[] = []
    if (this.#take('}')) return items
    do {
      const item = this.#item()
      if (item === undefined) return undefined
      items.push(item)
    } while (this.#take(','))
    return this.#take('}') ? items : undefined
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #item(): ArrayItem | undefined {
    if (this.#text[this.#at] === '{') return this.array()
    if (this.#take('"')) return this.#quoted()
    const start = this.#at
    while (this.#at < this.#text.length && !',{}"'.includes(this.#text[this.#at]!)) this.#at++
    const bare = this.#text.slice(start, this.#at).replace(outerSpace, '')
    if (bare === '') return undefined
    return bare.toUpperCase() === 'NULL' ? null : bare.replace(/\\(.)/gs, '$1')
  }

  #quoted(): string | undefined {
    let value = ''
    for (;;) {
      const character = this.#text[this.#at++]
      if (character === undefined) return undefined
      if (character === '"') return value
      value += character === '\\' ? (this.#text[this.#at++] ?? '') : character
    }
  }
}
