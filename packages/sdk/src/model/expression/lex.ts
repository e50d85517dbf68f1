import { UnderstudyError } from '../../errors.ts'

export type TokenKind = 'word' | 'quoted' | 'number' | 'text' | 'bytes' | 'operator' | 'punctuation' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** Of a word or a quoted name, the name; of a literal, its content; of the rest, the characters. */
  readonly text: string
  /** 0-based offset of its first character. */
  readonly at: number
}

const operatorCharacter = /[+\-*/<>=~!@#%^&|`?]/
const wordStart = /[\p{L}_]/u
const wordPart = /[\p{L}\p{N}_$]/u
const numberAt = /0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y
const dollarTagAt = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy

export function invalidExpression(text: string, at: number, message: string): UnderstudyError {
  return new UnderstudyError('EXPRESSION_INVALID', {
    operation: 'read an expression',
    at: `character ${at + 1}`,
    message: `${message} at character ${at + 1}`,
    details: { expression: text, position: at },
  })
}

/** The tokens of Postgres and of SQLite at once; the last one is always of kind 'end'. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const push = (kind: TokenKind, content: string, end: number) => {
    tokens.push({ kind, text: content, at })
    at = end
  }
  const fail = (message: string): never => {
    throw invalidExpression(text, at, message)
  }
  /** Reads to the closing quote, which stands for itself when doubled. */
  const quotedFrom = (start: number, close: string, backslashes: boolean): { content: string; end: number } => {
    let content = ''
    for (let i = start; i < text.length; i++) {
      const c = text[i]!
      if (c === close) {
        if (text[i + 1] !== close) return { content, end: i + 1 }
        content += c
        i++
      } else if (backslashes && c === '\\') {
        const escaped = escapedAt(text, i + 1)
        content += escaped.content
        i = escaped.end - 1
      } else content += c
    }
    return fail(`the ${close} that opens here is never closed`)
  }

  while (at < text.length) {
    const c = text[at]!
    const next = text[at + 1]
    if (/\s/.test(c)) at++
    else if (c === '-' && next === '-') {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end + 1
    } else if (c === '/' && next === '*') {
      const end = text.indexOf('*/', at + 2)
      if (end < 0) fail('the comment that opens here is never closed')
      at = end + 2
    } else if (c === "'") {
      const { content, end } = quotedFrom(at + 1, "'", false)
      push('text', content, end)
    } else if ((c === 'e' || c === 'E') && next === "'") {
      const { content, end } = quotedFrom(at + 2, "'", true)
      push('text', content, end)
    } else if ((c === 'x' || c === 'X') && next === "'") {
      const { content, end } = quotedFrom(at + 2, "'", false)
      if (!/^(?:[0-9a-fA-F]{2})*$/.test(content)) fail('a blob literal holds something else than pairs of hex digits')
      push('bytes', content.toLowerCase(), end)
    } else if (c === '"' || c === '`') {
      const { content, end } = quotedFrom(at + 1, c, false)
      if (content === '') fail('a name is empty')
      push('quoted', content, end)
    } else if (c === '$' && matchAt(dollarTagAt, text, at)) {
      const tag = matchAt(dollarTagAt, text, at)
      const end = text.indexOf(tag, at + tag.length)
      if (end < 0) fail(`the ${tag} that opens here is never closed`)
      push('text', text.slice(at + tag.length, end), end + tag.length)
    } else if (/\d/.test(c) || (c === '.' && next !== undefined && /\d/.test(next))) {
      const digits = matchAt(numberAt, text, at)
      const after = text[at + digits.length]
      if (after !== undefined && wordPart.test(after)) fail('a number runs into a word')
      push('number', digits.replaceAll('_', ''), at + digits.length)
    } else if (wordStart.test(codePointAt(text, at))) {
      let end = at
      while (end < text.length && wordPart.test(codePointAt(text, end))) end += codePointAt(text, end).length
      push('word', text.slice(at, end), end)
    } else if ('()[],.'.includes(c)) push('punctuation', c, at + 1)
    else if (c === ':' && next === ':') push('operator', '::', at + 2)
    else if (c === ':') push('punctuation', c, at + 1)
    else if (operatorCharacter.test(c)) {
      const operator = operatorAt(text, at)
      push('operator', operator, at + operator.length)
    } else fail(`${JSON.stringify(codePointAt(text, at))} is not part of the language`)
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
}

/** As Postgres reads them: the longest run, but a run ends in + or - only if it holds a sign that no SQL operator has. */
function operatorAt(text: string, at: number): string {
  let end = at
  while (end < text.length && operatorCharacter.test(text[end]!) && text[end] !== '`') {
    const two = text.slice(end, end + 2)
    if (end > at && (two === '--' || two === '/*')) break
    end++
  }
  let operator = text.slice(at, end)
  while (operator.length > 1 && /[+-]$/.test(operator) && !/[~!@#%^&|?]/.test(operator))
    operator = operator.slice(0, -1)
  return operator
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function codePointAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at)!)
}

const shortEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** What stands after a backslash in E'…', and where it ends. */
function escapedAt(text: string, at: number): { content: string; end: number } {
  const hex = /x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y
  const digits = matchAt(hex, text, at)
  if (digits) {
    const code = Number.parseInt(digits.slice(1), 16)
    if (code > 0x10ffff) throw invalidExpression(text, at, 'an escape is beyond the last character of Unicode')
    return { content: String.fromCodePoint(code), end: at + digits.length }
  }
  const octal = matchAt(/[0-7]{1,3}/y, text, at)
  if (octal) return { content: String.fromCharCode(Number.parseInt(octal, 8) & 255), end: at + octal.length }
  const c = text[at] ?? ''
  return { content: shortEscapes[c] ?? c, end: at + 1 }
}
