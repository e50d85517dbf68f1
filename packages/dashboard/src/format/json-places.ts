/** Where in a text of JSON its parts stand, by the paths that problems of a schema have. */
export interface Places {
  /** entities[2].fields[0].nullRate → where that value stands. */
  readonly byPath: ReadonlyMap<string, Span>
  /** What keeps it from being JSON, and where. */
  readonly broken: { readonly offset: number; readonly expected: string } | undefined
}

export interface Span {
  readonly start: number
  readonly end: number
}

export interface Position {
  readonly line: number
  readonly column: number
}

class Broken extends Error {
  readonly offset: number
  readonly expected: string
  constructor(offset: number, expected: string) {
    super(expected)
    this.offset = offset
    this.expected = expected
  }
}

const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const string = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const space = /[ \t\n\r]*/y

export function placesOf(text: string): Places {
  const byPath = new Map<string, Span>()
  let at = 0

  const match = (pattern: RegExp, expected: string): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined) throw new Broken(at, expected)
    at += found.length
    return found
  }
  const skip = (): string => match(space, '')
  const members = (close: '}' | ']', member: (index: number) => void): void => {
    at++
    skip()
    for (let index = 0; text[at] !== close; index++) {
      member(index)
      skip()
      if (text[at] === close) break
      if (text[at] !== ',') throw new Broken(at, `a comma or ${close}`)
      at++
      skip()
      if (text[at] === close) throw new Broken(at, 'another member after the comma')
    }
    at++
  }
  const value = (path: string): void => {
    const start = at
    if (text[at] === '{') {
      members('}', () => {
        const name = JSON.parse(match(string, 'a name in double quotes')) as string
        skip()
        if (text[at] !== ':') throw new Broken(at, 'a colon after the name')
        at++
        skip()
        value(joined(path, name))
      })
    } else if (text[at] === '[') members(']', (index) => value(`${path}[${index}]`))
    else if (text[at] === '"') match(string, 'the end of the text, a double quote')
    else match(literal, 'a value')
    byPath.set(path, { start, end: at })
  }

  try {
    skip()
    value('')
    skip()
    if (at < text.length) throw new Broken(at, 'the end')
    return { byPath, broken: undefined }
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown
    return { byPath, broken: { offset: thrown.offset, expected: thrown.expected } }
  }
}

/** The place of a path, or of the nearest part around it: what is missing has no place of its own. */
export function placeOf({ byPath }: Places, path: string): Span | undefined {
  for (let around = path; ; around = around.replace(/(?:\.[^.[\]"]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\]|^[^.[]+)$/, '')) {
    const found = byPath.get(around)
    if (found) return around === '' ? { start: found.start, end: found.start } : found
    if (around === '') return undefined
  }
}

export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** As the engine writes paths: a plain name after a point, any other in brackets. */
function joined(path: string, name: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
