export type JsonPlace = readonly (string | number)[]

/** What stands in the place of a scalar, as JSON text. `text` is what a string says, or a number as it is written. */
export type ScalarChange = (kind: 'string' | 'number' | 'boolean', text: string, place: JsonPlace) => string

/** What a key becomes; the place is the one that it leads to. */
export type KeyChange = (key: string, place: JsonPlace) => string

/** Changes the scalars of a JSON text, and keys where that is asked for: those of one object stay apart. All else stays as it is written: order of keys, spaces, null. Undefined where it is none. */
export function changeJson(text: string, change: ScalarChange, changeKey?: KeyChange): string | undefined {
  const reader = new JsonReader(text, change, changeKey)
  const changed = reader.value([])
  return changed !== undefined && reader.isAtEnd() ? changed : undefined
}

type Member = readonly [string] | readonly [string, string]

interface WrittenKey {
  readonly key: string
  readonly changed: string
  readonly written: string
}

/** Keys as JSON. What was one key stays one; of two that became the same, or what another is already, the later is numbered. */
function apart(keys: readonly WrittenKey[]): string[] {
  const taken = new Set(keys.flatMap(({ key, changed }) => (key === changed ? [key] : [])))
  const given = new Map<string, string>()
  return keys.map(({ key, changed, written }) => {
    if (key === changed) return written
    let other = given.get(key) ?? changed
    for (let n = 2; !given.has(key) && taken.has(other); n++) other = `${changed}-${n}`
    taken.add(other)
    given.set(key, other)
    return JSON.stringify(other)
  })
}

const space = /[ \t\n\r]*/y
const scalar = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** What lies deeper is read by no program that reads by recursion. */
const DEEPEST = 1000

class JsonReader {
  readonly #text: string
  readonly #change: ScalarChange
  readonly #changeKey: KeyChange | undefined
  #at = 0

  constructor(text: string, change: ScalarChange, changeKey: KeyChange | undefined) {
    this.#text = text
    this.#change = change
    this.#changeKey = changeKey
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
    const keys: WrittenKey[] = []
    const members = this.#members('}', () => {
      const before = this.#take(space) ?? ''
      const written = this.#take(scalar)
      const key = written?.startsWith('"') ? stringOf(written) : undefined
      if (key === undefined) return undefined
      const after = this.#take(space) ?? ''
      if (this.#text[this.#at] !== ':') return undefined
      this.#at++
      const inside = [...place, key]
      const value = this.value(inside)
      if (value === undefined) return undefined
      if (!this.#changeKey) return [`${before}${written}${after}:${value}`]
      keys.push({ key, changed: this.#changeKey(key, inside), written: written ?? '' })
      return [before, `${after}:${value}`]
    })
    if (members === undefined) return undefined
    const changed = apart(keys)
    let at = 0
    return members.map((parts) => (parts.length === 2 ? `${parts[0]}${changed[at++]}${parts[1]}` : parts[0])).join('')
  }

  #list(place: JsonPlace): string | undefined {
    let index = 0
    const members = this.#members(']', () => {
      const value = this.value([...place, index++])
      return value === undefined ? undefined : [value]
    })
    return members?.map(([text]) => text).join('')
  }

  /** The texts of members and of what stands around them; of a member with a key what is before and behind the key. */
  #members(close: string, member: () => Member | undefined): Member[] | undefined {
    const written: Member[] = [[this.#text[this.#at++]! + (this.#take(space) ?? '')]]
    if (this.#text[this.#at] === close) {
      this.#at++
      return [...written, [close]]
    }
    for (;;) {
      const one = member()
      if (one === undefined) return undefined
      written.push(one)
      const sign = this.#text[this.#at++]
      if (sign !== close && sign !== ',') return undefined
      written.push([sign])
      if (sign === close) return written
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
