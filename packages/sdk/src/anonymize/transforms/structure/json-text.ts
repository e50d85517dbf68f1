export type JsonPlace = readonly (string | number)[]

/** What stands in the place of a scalar, as JSON text. `text` is what a string says, or a number as it is written. */
export type ScalarChange = (kind: 'string' | 'number' | 'boolean', text: string, place: JsonPlace) => string

/** Changes the scalars of a JSON text; all else stays as it is written: order of keys, spaces, null. Undefined where it is none. */
export function changeJson(text: string, change: ScalarChange): string | undefined {
  const reader = new JsonReader(text, change)
  const changed = reader.value([])
  return changed !== undefined && reader.isAtEnd() ? changed : undefined
}

const space = /[ \t\n\r]*/y
const scalar = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** What lies deeper is read by no program that reads by recursion. */
const DEEPEST = 1000

class JsonReader {
  readonly #text: string
  readonly #change: ScalarChange
  #at = 0

  constructor(text: string, change: ScalarChange) {
    this.#text = text
    this.#change = change
  }

  isAtEnd(): boolean {
    return this.#at === this.#text.length
  }

  value(place: JsonPlace): string | undefined {
    if (place.length > DEEPEST) return undefined
    const before = this.#take(space) ?? ''
    const sign = this.#text[this.#at]
    const inner = sign === '{' ? this.#object(place) : sign === '[' ? this.#list(place) : this.#scalar(place)
    return inner === undefined ? undefined : before + inner + (this.#take(space) ?? '')
  }

  #object(place: JsonPlace): string | undefined {
    return this.#members('}', () => {
      const before = this.#take(space) ?? ''
      const written = this.#take(scalar)
      const key = written?.startsWith('"') ? stringOf(written) : undefined
      if (key === undefined) return undefined
      const after = this.#take(space) ?? ''
      if (this.#text[this.#at] !== ':') return undefined
      this.#at++
      const value = this.value([...place, key])
      return value === undefined ? undefined : `${before}${written}${after}:${value}`
    })
  }

  #list(place: JsonPlace): string | undefined {
    let index = 0
    return this.#members(']', () => this.value([...place, index++]))
  }

  #members(close: string, member: () => string | undefined): string | undefined {
    let written = this.#text[this.#at++]!
    const empty = this.#take(space) ?? ''
    if (this.#text[this.#at] === close) {
      this.#at++
      return written + empty + close
    }
    written += empty
    for (;;) {
      const one = member()
      if (one === undefined) return undefined
      written += one
      const sign = this.#text[this.#at++]
      if (sign === close) return written + close
      if (sign !== ',') return undefined
      written += sign
    }
  }

  #scalar(place: JsonPlace): string | undefined {
    const written = this.#take(scalar)
    if (written === undefined || written === 'null') return written
    if (written === 'true' || written === 'false') return this.#change('boolean', written, place)
    if (!written.startsWith('"')) return this.#change('number', written, place)
    const text = stringOf(written)
    return text === undefined ? undefined : this.#change('string', text, place)
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }
}

/** What a string of JSON says; undefined where its escapes are none. */
function stringOf(written: string): string | undefined {
  try {
    return String(JSON.parse(written))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
