import { convert } from '../convert.ts'
import { similarToRegex } from '../pattern.ts'
import { lenient, type Scope, strict } from '../term.ts'
import type { Shape, Value } from '../value.ts'
import { writeText } from '../write-text.ts'
import { boolean, type FunctionCompiler, type Functions, fixed, integer, text } from './define.ts'

const characters = (value: unknown) => Array.from(String(value))
const byteLength = (value: unknown) => new TextEncoder().encode(String(value)).length

/** In characters; of bytes in bytes. */
const length: FunctionCompiler = (parameters, scope) => {
  const [value] = parameters
  if (value?.type === 'bytes') return fixed(integer, ['bytes'], (hex) => String(hex).length / 2)(parameters, scope)
  return fixed(integer, ['text'], (value) => characters(value).length)(parameters, scope)
}

const octetLength: FunctionCompiler = (parameters, scope) =>
  parameters[0]?.type === 'bytes' ? length(parameters, scope) : fixed(integer, ['text'], byteLength)(parameters, scope)

const bitLength: FunctionCompiler = (parameters, scope) => {
  const bytes = octetLength(parameters, scope)
  return bytes && strict(integer, [bytes], (count) => Number(count) * 8)
}

/** Unlike that of JavaScript it strips spaces alone, not all that is blank. */
function stripper(start: boolean, end: boolean): FunctionCompiler {
  return fixed(
    text,
    ['text', 'text'],
    (value, set = ' ') => {
      const unwanted = new Set(characters(set))
      const parts = characters(value)
      let from = 0
      let to = parts.length
      while (start && from < to && unwanted.has(parts[from]!)) from++
      while (end && to > from && unwanted.has(parts[to - 1]!)) to--
      return parts.slice(from, to).join('')
    },
    1,
  )
}

/** Counted from 1. Postgres counts on before the start; SQLite counts from the end there. */
const substring: FunctionCompiler = (parameters, scope) =>
  fixed(
    text,
    ['text', 'integer', 'integer'],
    (value, start, count) => {
      const parts = characters(value)
      const fromEnd = scope.dialect === 'sqlite' && Number(start) < 0
      const from = fromEnd ? Math.max(0, parts.length + Number(start)) : Number(start) - 1
      const to = count === undefined ? parts.length : from + Number(count)
      return parts.slice(Math.max(0, from), Math.max(0, to)).join('')
    },
    1,
  )(parameters, scope)

function cut(fromEnd: boolean): FunctionCompiler {
  return fixed(text, ['text', 'integer'], (value, count) => {
    const parts = characters(value)
    const size = Number(count) < 0 ? Math.max(0, parts.length + Number(count)) : Math.min(parts.length, Number(count))
    return parts.slice(fromEnd ? parts.length - size : 0, fromEnd ? parts.length : size).join('')
  })
}

function padder(atEnd: boolean): FunctionCompiler {
  return fixed(
    text,
    ['text', 'integer', 'text'],
    (value, width, fill = ' ') => {
      const parts = characters(value)
      const filling = characters(fill)
      const missing = filling.length === 0 ? 0 : Math.max(0, Number(width) - parts.length)
      const padding = Array.from({ length: missing }, (_, i) => filling[i % filling.length])
      if (parts.length > Number(width)) return parts.slice(0, Math.max(0, Number(width))).join('')
      return (atEnd ? [...parts, ...padding] : [...padding, ...parts]).join('')
    },
    1,
  )
}

const position = fixed(integer, ['text', 'text'], (whole, part) => {
  const at = String(whole).indexOf(String(part))
  return at < 0 ? 0 : characters(String(whole).slice(0, at)).length + 1
})

/** Unlike a cast to text, concat writes t and f for true and false. */
function written(value: Exclude<Value, null>, shape: Shape, scope: Scope): string {
  if (typeof value === 'boolean' && scope.dialect === 'postgres') return value ? 't' : 'f'
  return writeText(value, shape, scope.dialect)
}

const concat: FunctionCompiler = (parameters, scope) =>
  lenient(text, parameters, (values) =>
    values.map((value, i) => (value === null ? '' : written(value, parameters[i]!, scope))).join(''),
  )

const concatWithSeparator: FunctionCompiler = (parameters, scope) => {
  const [separator] = parameters
  if (!separator) return undefined
  return lenient(text, parameters, ([between, ...values]) => {
    if (between === null || between === undefined) return null
    const parts = values.map((value, i) => (value === null ? null : written(value, parameters[i + 1]!, scope)))
    return parts.filter((part) => part !== null).join(String(between))
  })
}

/** Of ASCII letters alone where it is SQLite's. */
const caseChanger =
  (change: (value: string) => string): FunctionCompiler =>
  (parameters, scope) =>
    fixed(text, ['text'], (value) =>
      scope.dialect === 'sqlite' ? String(value).replace(/[A-Za-z]+/g, change) : change(String(value)),
    )(parameters, scope)

/** In Postgres the regular expressions that LIKE … ESCAPE and SIMILAR TO are kept as. */
const similarToEscape = fixed(
  text,
  ['text', 'text'],
  (pattern, escapeWith = '\\') => similarToRegex(String(pattern), String(escapeWith)),
  1,
)
const likeEscape = fixed(text, ['text', 'text'], (pattern, escapeWith) => {
  let result = ''
  let escaped = false
  for (const c of String(pattern)) {
    if (!escaped && c === escapeWith) escaped = true
    else {
      result += escaped || c === '\\' ? `\\${c}` : c
      escaped = false
    }
  }
  return result
})

const toText: FunctionCompiler = ([value, ...others], scope) =>
  value && others.length === 0 ? convert(value, text, scope) : undefined

export const textFunctions: Functions = {
  length,
  char_length: length,
  character_length: length,
  octet_length: octetLength,
  bit_length: bitLength,
  lower: caseChanger((value) => value.toLowerCase()),
  upper: caseChanger((value) => value.toUpperCase()),
  trim: stripper(true, true),
  btrim: stripper(true, true),
  ltrim: stripper(true, false),
  rtrim: stripper(false, true),
  substring,
  substr: substring,
  left: cut(false),
  right: cut(true),
  lpad: padder(false),
  rpad: padder(true),
  strpos: position,
  position,
  instr: position,
  replace: fixed(text, ['text', 'text', 'text'], (value, from, to) =>
    from === '' ? value : String(value).replaceAll(String(from), () => String(to)),
  ),
  reverse: fixed(text, ['text'], (value) => characters(value).reverse().join('')),
  repeat: fixed(text, ['text', 'integer'], (value, count) =>
    String(value).repeat(Math.min(100_000, Math.max(0, Number(count)))),
  ),
  starts_with: fixed(boolean, ['text', 'text'], (value, start) => String(value).startsWith(String(start))),
  split_part: fixed(text, ['text', 'text', 'integer'], (value, separator, index) => {
    const parts = separator === '' ? [String(value)] : String(value).split(String(separator))
    return parts.at(Number(index) > 0 ? Number(index) - 1 : Number(index)) ?? ''
  }),
  translate: fixed(text, ['text', 'text', 'text'], (value, from, to) => {
    const source = characters(from)
    const target = characters(to)
    return characters(value)
      .map((c) => (source.includes(c) ? (target[source.indexOf(c)] ?? '') : c))
      .join('')
  }),
  initcap: fixed(text, ['text'], (value) =>
    String(value)
      .toLowerCase()
      .replace(/[\p{L}\p{N}]+/gu, (word) => characters(word)[0]!.toUpperCase() + characters(word).slice(1).join('')),
  ),
  ascii: fixed(integer, ['text'], (value) => String(value).codePointAt(0) ?? 0),
  unicode: fixed(integer, ['text'], (value) => String(value).codePointAt(0) ?? null),
  chr: fixed(text, ['integer'], (code) => String.fromCodePoint(Number(code))),
  concat,
  concat_ws: concatWithSeparator,
  text: toText,
  like_escape: likeEscape,
  similar_to_escape: similarToEscape,
  similar_escape: similarToEscape,
}
