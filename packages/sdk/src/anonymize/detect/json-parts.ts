/** The values that stand at one place of many JSON documents. */
export interface JsonPart {
  /** $.owner.email, $.phones[*]; $.byId.*~ for the keys of a map. It holds no key that is a value itself. */
  readonly path: string
  /** The last name of the path, and the one before. */
  readonly name: string
  readonly parent: string | undefined
  readonly texts: readonly string[]
  readonly kind: 'text' | 'number' | 'boolean'
}

const deepest = 8
const mostParts = 300
const mostTexts = 2000
/** More names than this at one place are keys of a map, and stand for one another. */
const mostNames = 60

interface Collected {
  readonly path: string
  readonly name: string
  readonly parent: string | undefined
  readonly texts: string[]
  kind: JsonPart['kind']
}

/** Reads documents into their parts. What is no JSON is passed over; how many were read is said. */
export function jsonParts(documents: readonly string[]): {
  readonly parts: readonly JsonPart[]
  readonly read: number
} {
  const values: unknown[] = []
  for (const text of documents) {
    try {
      values.push(JSON.parse(text))
    } catch (thrown) {
      // A text that was cut, or is none: it says nothing.
      if (!(thrown instanceof SyntaxError)) throw thrown
    }
  }
  const parts = new Map<string, Collected>()
  walk(values, '$', '', undefined, 0, parts)
  return { parts: [...parts.values()], read: values.length }
}

/** All values at one place together, so that maps are told from objects by their number of names. */
function walk(
  values: readonly unknown[],
  path: string,
  name: string,
  parent: string | undefined,
  depth: number,
  parts: Map<string, Collected>,
): void {
  if (depth > deepest || parts.size > mostParts) return
  const byName = new Map<string, unknown[]>()
  const items: unknown[] = []
  for (const value of values) {
    if (Array.isArray(value)) items.push(...value.slice(0, 50))
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        byName.set(key, [...(byName.get(key) ?? []), inner].slice(-mostTexts))
    } else if (value !== null && value !== undefined) collect(String(value), typeof value, path, name, parent, parts)
  }
  if (items.length > 0) walk(items, `${path}[*]`, name, parent, depth + 1, parts)
  const isMap = byName.size > mostNames || seldomAgain(byName)
  const loose = [...byName].filter(([key]) => isMap || isValue(key))
  if (loose.length > 0) {
    for (const [key] of loose.slice(0, mostTexts)) collect(key, 'string', `${path}.*~`, name, parent, parts)
    walk(loose.flatMap(([, inner]) => inner).slice(0, mostTexts), `${path}.*`, name, parent, depth + 1, parts)
  }
  if (isMap) return
  for (const [key, inner] of byName) {
    if (isValue(key)) continue
    const step = /^[A-Za-z_][\w]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
    walk(inner, path + step, key, name === '' ? parent : name, depth + 1, parts)
  }
}

/** Keys of objects come again in the next one; those of maps seldom do. */
function seldomAgain(byName: ReadonlyMap<string, readonly unknown[]>): boolean {
  const times = [...byName.values()].reduce((sum, { length }) => sum + length, 0)
  return byName.size >= 4 && times < byName.size * 1.5 && [...byName.keys()].some((key) => !/^[\w$-]+$/.test(key))
}

/** No name that somebody gave a place: an address, a number, a date, an id. */
function isValue(key: string): boolean {
  return (
    /[^\s@]@[^\s@]+\.\w/.test(key) || /^[^\p{L}]*\p{Nd}[^\p{L}]*$/u.test(key) || /\p{Nd}{6}|^[\da-f-]{32,}$/iu.test(key)
  )
}

function collect(
  text: string,
  type: string,
  path: string,
  name: string,
  parent: string | undefined,
  parts: Map<string, Collected>,
): void {
  const kind = type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'text'
  const part = parts.get(path)
  if (part === undefined) parts.set(path, { path, name, parent, texts: [text], kind })
  else {
    if (part.texts.length < mostTexts) part.texts.push(text)
    if (part.kind !== kind) part.kind = 'text'
  }
}
