import type { MatchStyle } from './ast.ts'
import type { Dialect } from './term.ts'

/** A pattern of SQL as a regular expression of JavaScript: matches are by whole text where the SQL operator's are. */
export interface PatternSource {
  readonly source: string
  readonly ignoreCase: boolean
}

/** undefined where it is no pattern that both understand. `escapeCharacter` is the escape character, '' for none. */
export function patternSource(
  style: MatchStyle,
  pattern: string,
  dialect: Dialect,
  escapeCharacter = dialect === 'sqlite' ? '' : '\\',
): PatternSource | undefined {
  switch (style) {
    case 'like':
    case 'ilike':
      return checked({
        source: likeSource(pattern, escapeCharacter),
        ignoreCase: style === 'ilike' || dialect === 'sqlite',
      })
    case 'glob':
      return checked({ source: globSource(pattern), ignoreCase: false })
    case 'similar':
      return checked(regexSource(similarToRegex(pattern, escapeCharacter), false))
    case 'regex':
    case 'iregex':
      return checked(regexSource(pattern, style === 'iregex'))
  }
}

const compiled = new WeakMap<PatternSource, RegExp>()

export function regExpOf(pattern: PatternSource): RegExp {
  const known = compiled.get(pattern)
  if (known) return known
  const made = new RegExp(pattern.source, pattern.ignoreCase ? 'sui' : 'su')
  compiled.set(pattern, made)
  return made
}

function checked(pattern: PatternSource | undefined): PatternSource | undefined {
  if (!pattern) return undefined
  try {
    regExpOf(pattern)
    return pattern
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

const literal = (character: string) => (/[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character)
const insideClass = (character: string) => (/[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character)

function likeSource(pattern: string, escapeCharacter: string): string {
  let source = ''
  let escaped = false
  for (const c of pattern) {
    if (escaped || (c !== '%' && c !== '_' && c !== escapeCharacter)) {
      source += literal(c)
      escaped = false
    } else if (c === escapeCharacter) escaped = true
    else source += c === '%' ? '.*' : '.'
  }
  return `^${source}$`
}

/** * ? and [a-z], [^a-z] */
function globSource(pattern: string): string {
  const characters = Array.from(pattern)
  let source = ''
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i]!
    if (c === '*') source += '.*'
    else if (c === '?') source += '.'
    else if (c === '[') {
      const negated = characters[i + 1] === '^'
      let end = i + (negated ? 3 : 2)
      while (end < characters.length && characters[end] !== ']') end++
      if (end >= characters.length) return '(?!)'
      const inside = characters.slice(i + (negated ? 2 : 1), end)
      source += `[${negated ? '^' : ''}${inside.map((part) => (part === '-' ? '-' : insideClass(part))).join('')}]`
      i = end
    } else source += literal(c)
  }
  return `^${source}$`
}

/** SIMILAR TO in the regular expressions of Postgres, as its own similar_to_escape gives it. */
export function similarToRegex(pattern: string, escapeCharacter: string): string {
  let source = ''
  let inClass = false
  let escaped = false
  for (const c of pattern) {
    if (escaped) {
      source += /[\p{L}\p{N}]/u.test(c) ? c : `\\${c}`
      escaped = false
    } else if (c === escapeCharacter) escaped = true
    else if (inClass) {
      inClass = c !== ']'
      source += c === '\\' ? '\\\\' : c
    } else if (c === '%') source += '.*'
    else if (c === '_') source += '.'
    else if (c === '(') source += '(?:'
    else {
      inClass = c === '['
      source += c === '\\' || c === '.' || c === '^' || c === '$' ? `\\${c}` : c
    }
  }
  return `^(?:${source})$`
}

const classNames: Readonly<Record<string, string>> = {
  alnum: '\\p{L}\\p{N}',
  alpha: '\\p{L}',
  blank: ' \\t',
  cntrl: '\\p{Cc}',
  digit: '0-9',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  lower: '\\p{Ll}',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  punct: '\\p{P}\\p{S}',
  space: '\\s',
  upper: '\\p{Lu}',
  word: '\\p{L}\\p{N}_',
  xdigit: '0-9A-Fa-f',
}
const wordStart = '(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])'
const wordEnd = '(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])'
const escapes: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[\\p{L}\\p{N}_]',
  W: '[^\\p{L}\\p{N}_]',
  s: '\\s',
  S: '\\S',
  A: '^',
  Z: '$',
  m: wordStart,
  M: wordEnd,
  y: `(?:${wordStart}|${wordEnd})`,
  Y: `(?!${wordStart}|${wordEnd})`,
  a: '\\x07',
  b: '\\x08',
  B: '\\\\',
  e: '\\x1b',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
}

/** An advanced regular expression of Postgres. */
function regexSource(text: string, ignoresCase: boolean): PatternSource | undefined {
  let ignoreCase = ignoresCase
  let pattern = text
  if (pattern.startsWith('***=')) return { source: Array.from(pattern.slice(4), literal).join(''), ignoreCase }
  if (pattern.startsWith('***:')) pattern = pattern.slice(4)
  const options = /^\(\?([a-z]+)\)/.exec(pattern)
  if (options) {
    if (/[^cist]/.test(options[1]!)) return undefined
    ignoreCase = /[ic]/.test(options[1]!) ? options[1]!.lastIndexOf('i') > options[1]!.lastIndexOf('c') : ignoreCase
    pattern = pattern.slice(options[0].length)
  }
  const characters = Array.from(pattern)
  let source = ''
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i]!
    if (c === '\\') {
      const piece = escapeAt(characters, i + 1)
      if (!piece) return undefined
      source += piece.source
      i = piece.end - 1
    } else if (c === '[') {
      const bracket = bracketAt(characters, i)
      if (!bracket) return undefined
      source += bracket.source
      i = bracket.end - 1
    } else if (c === '{' && !/^\{\d+(?:,\d*)?\}/.test(pattern.slice(characters.slice(0, i).join('').length)))
      source += '\\{'
    else if (c === '}' && !/\{\d+(?:,\d*)?$/.test(source)) source += '\\}'
    else if (c === ']' || c === '/') source += `\\${c}`
    else source += c
  }
  return { source, ignoreCase }
}

interface Piece {
  readonly source: string
  readonly end: number
}

function escapeAt(characters: readonly string[], at: number): Piece | undefined {
  const c = characters[at]
  if (c === undefined) return undefined
  const rest = characters.slice(at, at + 9).join('')
  const code = /^(?:x([0-9a-fA-F]+)|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest)
  if (code) {
    const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16)
    return point > 0x10ffff ? undefined : { source: `\\u{${point.toString(16)}}`, end: at + code[0].length }
  }
  if (Object.hasOwn(escapes, c)) return { source: escapes[c]!, end: at + 1 }
  if (/[1-9]/.test(c)) return { source: `\\${c}(?:)`, end: at + 1 }
  return /[\p{L}\p{N}]/u.test(c) ? undefined : { source: literal(c), end: at + 1 }
}

const classEscapes: Readonly<Record<string, string>> = { d: '0-9', w: '\\p{L}\\p{N}_', s: '\\s' }

/** [a-z[:alpha:]\d] and the word boundaries [[:<:]] and [[:>:]] */
function bracketAt(characters: readonly string[], start: number): Piece | undefined {
  const boundary = /^\[\[:([<>]):\]\]/.exec(characters.slice(start, start + 7).join(''))
  if (boundary) return { source: boundary[1] === '<' ? wordStart : wordEnd, end: start + 7 }
  const negated = characters[start + 1] === '^'
  const first = start + (negated ? 2 : 1)
  let source = ''
  for (let i = first; i < characters.length; i++) {
    const c = characters[i]!
    if (c === ']' && i > first) return { source: `[${negated ? '^' : ''}${source}]`, end: i + 1 }
    if (c === '[' && characters[i + 1] === ':') {
      const name = /^\[:(\w+):\]/.exec(characters.slice(i, i + 12).join(''))
      if (!name || !Object.hasOwn(classNames, name[1]!)) return undefined
      source += classNames[name[1]!]
      i += name[0].length - 1
    } else if (c === '[' && (characters[i + 1] === '.' || characters[i + 1] === '=')) return undefined
    else if (c === '\\') {
      const next = characters[i + 1] ?? ''
      if (Object.hasOwn(classEscapes, next)) {
        source += classEscapes[next]
        i++
        continue
      }
      const piece = /[DWSAZmMyY1-9]/.test(next) ? undefined : escapeAt(characters, i + 1)
      if (!piece) return undefined
      source += next === '-' ? '\\-' : piece.source
      i = piece.end - 1
    } else if (c === '-') source += i > first && characters[i + 1] !== ']' && !/\}$/.test(source) ? '-' : '\\-'
    else source += insideClass(c)
  }
  return undefined
}
