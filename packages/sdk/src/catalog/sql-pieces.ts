/** A piece of SQL text: white space and a comment are one, and so is each name, string, number and sign. */
export type PieceKind = 'space' | 'string' | 'quoted' | 'number' | 'word' | 'symbol'

const isSpace = asciiSet(' \t\n\v\f\r')
const isDigit = asciiSet('0123456789')
const isWordStart = asciiSet('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$')
const isWordPart = asciiSet('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$0123456789')
const isStringPrefix = asciiSet('eEbBxXnN')

function asciiSet(signs: string): Uint8Array {
  const set = new Uint8Array(128)
  for (const sign of signs) set[sign.charCodeAt(0)] = 1
  return set
}

/** Goes through a text piece by piece: each `next` answers where the piece ends that begins at `from`; `kind` says what it is. */
export class SqlPieces {
  kind: PieceKind = 'space'
  readonly #sql: string

  constructor(sql: string) {
    this.#sql = sql
  }

  next(from: number): number {
    const sql = this.#sql
    const code = sql.charCodeAt(from)
    if (code > 127) return this.#beyondAscii(from)
    if (isSpace[code] === 1) return this.#is('space', this.#whileSpace(from + 1))
    if (isDigit[code] === 1) return this.#is('number', this.#endOfNumber(from))
    if (isWordStart[code] !== 1) return this.#sign(from)
    if (isStringPrefix[code] === 1 && sql.charAt(from + 1) === "'") {
      const end = this.#endOfQuoted(from + 1)
      if (end > 0) return this.#is('string', end)
    }
    return this.#is('word', this.#endOfWord(from + 1))
  }

  #is(kind: PieceKind, end: number): number {
    this.kind = kind
    return end
  }

  #sign(from: number): number {
    const sql = this.#sql
    const sign = sql[from]
    const next = sql[from + 1] ?? ''
    switch (sign) {
      case "'":
      case '"':
      case '`': {
        const end = this.#endOfQuoted(from)
        return end > 0 ? this.#is(sign === "'" ? 'string' : 'quoted', end) : this.#is('symbol', from + 1)
      }
      case '[': {
        const end = sql.indexOf(']', from)
        return end > 0 ? this.#is('quoted', end + 1) : this.#is('symbol', from + 1)
      }
      case '.':
        return isDigit[next.charCodeAt(0)] === 1
          ? this.#is('number', this.#endOfNumber(from))
          : this.#is('symbol', from + 1)
      case '-':
        return next === '-' ? this.#is('space', this.#endOfLine(from)) : this.#is('symbol', from + 1)
      case '/':
        return next === '*' ? this.#is('space', this.#endOfComment(from)) : this.#is('symbol', from + 1)
      case ':':
      case '|':
        return this.#is('symbol', from + (next === sign ? 2 : 1))
      case '<':
        return this.#is('symbol', from + (next === '=' || next === '>' ? 2 : 1))
      case '>':
      case '!':
      case '=':
      case '~':
        return this.#is('symbol', from + (next === '=' ? 2 : 1))
      default:
        return this.#is('symbol', from + 1)
    }
  }

  #beyondAscii(from: number): number {
    const sql = this.#sql
    const sign = String.fromCodePoint(sql.codePointAt(from) ?? 0)
    if (/\s/u.test(sign)) return this.#is('space', this.#whileSpace(from + 1))
    if (sign.length === 1 || /\p{L}/u.test(sign)) return this.#is('word', this.#endOfWord(from + sign.length))
    return this.#is('symbol', from + sign.length)
  }

  #whileSpace(from: number): number {
    const sql = this.#sql
    let at = from
    for (; at < sql.length; at++) {
      const code = sql.charCodeAt(at)
      if (code > 127 ? !/\s/u.test(sql.charAt(at)) : isSpace[code] !== 1) break
    }
    return at
  }

  /** All that is not ASCII is part of a word, but what takes two units and is neither letter nor number. */
  #endOfWord(from: number): number {
    const sql = this.#sql
    let at = from
    while (at < sql.length) {
      const code = sql.charCodeAt(at)
      if (code <= 127) {
        if (isWordPart[code] !== 1) return at
        at++
        continue
      }
      const sign = String.fromCodePoint(sql.codePointAt(at) ?? 0)
      if (sign.length > 1 && !/[\p{L}\p{N}]/u.test(sign)) return at
      at += sign.length
    }
    return at
  }

  /** From the quote on; twice it is one of the text. Where the text has no end, it ends at the last one that is twice. */
  #endOfQuoted(from: number): number {
    const sql = this.#sql
    const quote = sql.charAt(from)
    let twice = -1
    for (let at = sql.indexOf(quote, from + 1); at >= 0; at = sql.indexOf(quote, at + 2)) {
      if (sql.charAt(at + 1) !== quote) return at + 1
      twice = at
    }
    return twice + 1
  }

  #endOfNumber(from: number): number {
    let at = this.#whileDigit(from)
    const sql = this.#sql
    if (sql.charAt(at) === '.') at = this.#whileDigit(at + 1)
    if (sql.charAt(at) !== 'e' && sql.charAt(at) !== 'E') return at
    const sign = sql.charAt(at + 1)
    const exponent = at + (sign === '+' || sign === '-' ? 2 : 1)
    const end = this.#whileDigit(exponent)
    return end > exponent ? end : at
  }

  #whileDigit(from: number): number {
    let at = from
    while (isDigit[this.#sql.charCodeAt(at)] === 1) at++
    return at
  }

  #endOfLine(from: number): number {
    const end = this.#sql.indexOf('\n', from)
    return end < 0 ? this.#sql.length : end
  }

  #endOfComment(from: number): number {
    const end = this.#sql.indexOf('*/', from + 2)
    return end < 0 ? this.#sql.length : end + 2
  }
}
