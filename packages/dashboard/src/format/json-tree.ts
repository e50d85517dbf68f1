/** A text of JSON as its parts, each with where it stands; of what is no JSON, as much as can be read. */
export interface JsonTree {
  readonly root: JsonNode | undefined
  /** What keeps it from being JSON first, and where. */
  readonly broken: { readonly offset: number; readonly expected: string } | undefined
}

export interface Span {
  readonly start: number
  readonly end: number
}

export interface ObjectNode extends Span {
  readonly is: 'object'
  readonly members: readonly Member[]
}
export interface ListNode extends Span {
  readonly is: 'list'
  readonly items: readonly JsonNode[]
}
export interface ValueNode extends Span {
  readonly is: 'value'
  readonly value: unknown
}
export type JsonNode = ObjectNode | ListNode | ValueNode

export interface Member {
  readonly name: string
  /** Of the name with its quotes. */
  readonly at: Span
  /** Undefined where none can be read. */
  readonly value: JsonNode | undefined
}

export type Step = string | number
export type Steps = readonly Step[]

const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const string = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const space = /[ \t\n\r]*/y

export function treeOf(text: string): JsonTree {
  const reader = new Reader(text)
  const root = reader.document()
  return { root, broken: reader.broken }
}

export function nodeAt(root: JsonNode | undefined, steps: Steps): JsonNode | undefined {
  let node = root
  for (const step of steps) node = childOf(node, step)
  return node
}

/** Where a name stands twice, the last one holds. */
export function memberOf(node: JsonNode | undefined, name: Step): Member | undefined {
  return node?.is === 'object' ? node.members.findLast((member) => member.name === name) : undefined
}

function childOf(node: JsonNode | undefined, step: Step): JsonNode | undefined {
  if (node?.is === 'list') return node.items[Number(step)]
  return memberOf(node, step)?.value
}

/** What is wrong is noted where it is first, and what comes after it is read all the same. */
class Reader {
  broken: JsonTree['broken']
  #at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  document(): JsonNode | undefined {
    this.#token(space)
    const root = this.#value()
    this.#token(space)
    if (this.#at < this.#text.length) this.#fault('the end')
    return root
  }

  #value(): JsonNode | undefined {
    const start = this.#at
    const mark = this.#text[start]
    if (mark === '{') return this.#object()
    if (mark === '[') return this.#list()
    if (mark === '"') return { is: 'value', value: this.#string(), start, end: this.#at }
    const found = this.#token(literal)
    if (found === undefined) this.#fault('a value')
    return found === undefined ? undefined : { is: 'value', value: JSON.parse(found), start, end: this.#at }
  }

  /** One that has no end ends with its line. */
  #string(): string {
    const start = this.#at
    const found = this.#token(string)
    if (found !== undefined) return JSON.parse(found)
    this.broken ??= { offset: start, expected: 'the end of the text, a double quote' }
    const line = this.#text.indexOf('\n', start)
    this.#at = line < 0 ? this.#text.length : line
    return this.#text.slice(start + 1, this.#at)
  }

  #object(): ObjectNode {
    const start = this.#at
    const members: Member[] = []
    this.#each('}', () => {
      const member = this.#member()
      if (member) members.push(member)
    })
    return { is: 'object', members, start, end: this.#at }
  }

  #member(): Member | undefined {
    const start = this.#at
    if (this.#text[start] !== '"') {
      this.#fault('a name in double quotes')
      return undefined
    }
    const name = this.#string()
    const at = { start, end: this.#at }
    this.#token(space)
    if (this.#text[this.#at] !== ':') {
      this.#fault('a colon after the name')
      return { name, at, value: undefined }
    }
    this.#at++
    this.#token(space)
    return { name, at, value: this.#value() }
  }

  #list(): ListNode {
    const start = this.#at
    const items: JsonNode[] = []
    this.#each(']', () => {
      const item = this.#value()
      if (item) items.push(item)
    })
    return { is: 'list', items, start, end: this.#at }
  }

  #each(close: '}' | ']', read: () => void): void {
    this.#at++
    for (let before: 'begin' | 'comma' | 'member' = 'begin'; ; ) {
      this.#token(space)
      const mark = this.#text[this.#at]
      if (mark === close) {
        if (before === 'comma') this.#fault('another member after the comma')
        this.#at++
        return
      }
      if (before === 'member') {
        if (mark !== ',') this.#fault(`a comma or ${close}`)
        before = 'comma'
        if (mark === ',') {
          this.#at++
          continue
        }
      }
      const start = this.#at
      read()
      before = this.#at === start ? before : 'member'
      if (this.#at > start) continue
      // Nothing that can be read: it belongs to what is around this, or is passed over.
      if (mark === undefined || mark === '}' || mark === ']') return
      this.#at++
    }
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #fault(expected: string): void {
    this.broken ??= { offset: this.#at, expected }
  }
}
