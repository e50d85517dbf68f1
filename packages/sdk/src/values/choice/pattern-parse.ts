import { optionsError } from '../define-kind.ts'

export type PatternNode =
  | { readonly type: 'set'; readonly chars: readonly string[] }
  | { readonly type: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly items: readonly PatternNode[] }
  | { readonly type: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number }

/** What *, + and {n,} may repeat beyond their least, for text must end. */
const OPEN_END = 8
const MOST_REPEATS = 1000

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
const digits = [...'0123456789']
const wordSigns = printable.filter((sign) => /\w/.test(sign))
const classes: Readonly<Record<string, readonly string[]>> = {
  d: digits,
  D: printable.filter((sign) => !digits.includes(sign)),
  w: wordSigns,
  W: printable.filter((sign) => !wordSigns.includes(sign)),
  s: [' '],
  S: printable.slice(1),
}
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', 0: '\0' }

/**
 * A regular expression of literals, classes, groups, alternatives and repeats; . and negated classes mean printable
 * ASCII. What looks around or back is refused, since text is made here, not matched.
 */
export function parsePattern(source: string): PatternNode {
  const signs = [...source]
  let at = 0
  const refuse = (what: string) =>
    optionsError(
      `pattern: ${what} at character ${at + 1}`,
      'Patterns hold literals, classes such as [A-Z] and \\d, groups, alternatives and repeats such as {3} and {1,4}.',
    )

  const choice = (): PatternNode => {
    const items = [sequence()]
    while (signs[at] === '|') {
      at++
      items.push(sequence())
    }
    return items.length === 1 ? items[0]! : { type: 'choice', items }
  }

  const sequence = (): PatternNode => {
    const items: PatternNode[] = []
    while (at < signs.length && signs[at] !== '|' && signs[at] !== ')') {
      const item = atom(items.length === 0)
      if (item) items.push(repeated(item))
    }
    return { type: 'sequence', items }
  }

  const atom = (isFirst: boolean): PatternNode | undefined => {
    const sign = signs[at]!
    at++
    if (sign === '^') {
      if (isFirst) return undefined
      at--
      throw refuse('^ is not at the beginning')
    }
    if (sign === '$') {
      if (at >= signs.length || signs[at] === '|' || signs[at] === ')') return undefined
      at--
      throw refuse('$ is not at the end')
    }
    if (sign === '.') return { type: 'set', chars: printable }
    if (sign === '[') return { type: 'set', chars: bracket() }
    if (sign === '\\') return { type: 'set', chars: escaped() }
    if (sign === '(') return group()
    if (sign === '*' || sign === '+' || sign === '?') {
      at--
      throw refuse(`${sign} has nothing to repeat`)
    }
    return { type: 'set', chars: [sign] }
  }

  const group = (): PatternNode => {
    if (signs[at] === '?') {
      const kind = /^\?(?::|<[A-Za-z_]\w*>)/.exec(signs.slice(at).join(''))?.[0]
      if (!kind) throw refuse('a group that looks around')
      at += kind.length
    }
    const inner = choice()
    if (signs[at] !== ')') throw refuse('a group is not closed')
    at++
    return inner
  }

  const escaped = (): readonly string[] => {
    const sign = signs[at]
    if (sign === undefined) throw refuse('\\ at the end')
    at++
    const known = classes[sign]
    if (known) return known
    const control = controls[sign]
    if (control !== undefined) return [control]
    const hex = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/i.exec(signs.slice(at - 1, at + 9).join(''))
    if (hex) {
      at += hex[0].length - 1
      return [String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16))]
    }
    if (/[A-Za-z0-9]/.test(sign)) {
      at--
      throw refuse(`\\${sign} can't be made`)
    }
    return [sign]
  }

  const bracket = (): readonly string[] => {
    const negated = signs[at] === '^'
    if (negated) at++
    const set = new Set<string>()
    for (let isFirst = true; signs[at] !== ']' || isFirst; isFirst = false) {
      if (at >= signs.length) throw refuse('a class is not closed')
      const low = member()
      if (signs[at] === '-' && signs[at + 1] !== ']' && signs[at + 1] !== undefined && low.length === 1) {
        at++
        const high = member()
        const [from, to] = [low[0]!.codePointAt(0)!, high[0]!.codePointAt(0)!]
        if (high.length !== 1 || to < from) throw refuse('a range that ends before it begins')
        if (to - from > 2000) throw refuse('a range of more than 2,000 characters')
        for (let code = from; code <= to; code++) set.add(String.fromCodePoint(code))
      } else for (const sign of low) set.add(sign)
    }
    at++
    const chars = negated ? printable.filter((sign) => !set.has(sign)) : [...set].sort()
    if (chars.length === 0) throw refuse('a class without characters')
    return chars
  }

  const member = (): readonly string[] => {
    const sign = signs[at]!
    at++
    return sign === '\\' ? escaped() : [sign]
  }

  const repeated = (item: PatternNode): PatternNode => {
    const bounds = quantifier()
    if (!bounds) return item
    // A lazy repeat makes the same texts as a greedy one.
    if (signs[at] === '?') at++
    if (bounds.max > MOST_REPEATS || bounds.max < bounds.min) throw refuse('a repeat out of bounds')
    return { type: 'repeat', item, ...bounds }
  }

  const quantifier = (): { min: number; max: number } | undefined => {
    const sign = signs[at]
    if (sign === '?' || sign === '*' || sign === '+') {
      at++
      return sign === '?'
        ? { min: 0, max: 1 }
        : sign === '*'
          ? { min: 0, max: OPEN_END }
          : { min: 1, max: 1 + OPEN_END }
    }
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(signs.slice(at, at + 16).join(''))
    if (!braces) return undefined
    at += braces[0].length
    const min = Number(braces[1])
    if (braces[2] === undefined) return { min, max: min }
    return { min, max: braces[3] ? Number(braces[3]) : min + OPEN_END }
  }

  const node = choice()
  if (at < signs.length) throw refuse('a group is closed that was not opened')
  return node
}
