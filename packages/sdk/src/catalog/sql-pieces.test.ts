import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SqlPieces } from './sql-pieces.ts'

/** The same said as one expression. */
const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>[eEbBxXnN]?'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_$\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*)|(?<symbol>::|\|\||[<>!=~]=|<>|[\s\S])/gu

function expected(sql: string): [string, string][] {
  return Array.from(sql.matchAll(pattern), ({ groups = {} }) => {
    const [kind = '', text = ''] = Object.entries(groups).find(([, one]) => one !== undefined) ?? []
    return [kind, text]
  })
}

function found(sql: string): [string, string][] {
  const pieces = new SqlPieces(sql)
  const all: [string, string][] = []
  for (let from = 0; from < sql.length; ) {
    const end = pieces.next(from)
    all.push([pieces.kind, sql.slice(from, end)])
    from = end
  }
  return all
}

test('a text is cut into the pieces that the expression has', () => {
  const signs = fc.string({
    unit: fc.constantFrom(
      ...'eE\'\'""`[]--/**/..:|<>=!~+ \n\r\tab_$019',
      '\u00a0',
      '\u2028',
      'é',
      '😀',
      '𝒜',
      '𝟘',
      '\ud800',
      '\0',
    ),
    maxLength: 40,
  })
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: signs }, fc.string({ unit: 'binary', maxLength: 40 })), (sql) => {
      expect(found(sql)).toEqual(expected(sql))
    }),
    { numRuns: 3000 },
  )
})

test('what has no end ends where the expression ends it', () => {
  for (const sql of [
    "'a''b",
    "'a'''",
    "e'\\''",
    '"a""b',
    '`',
    '[a',
    '/* a',
    '-- a',
    '1e',
    '1.e5',
    '.5e+',
    "n'a''",
    '/*/',
  ])
    expect(found(sql)).toEqual(expected(sql))
})
