import type { TypeName } from './ast.ts'
import type { TokenReader } from './token-reader.ts'

const secondWords: Readonly<Record<string, readonly string[]>> = {
  double: ['precision'],
  character: ['varying'],
  char: ['varying'],
  bit: ['varying'],
  national: ['character', 'char'],
}
const intervalWords = new Set(['year', 'month', 'day', 'hour', 'minute', 'second', 'to'])

/** Type names of more than one word that need no quotes when they are printed. */
export const typesOfSeveralWords: ReadonlySet<string> = new Set([
  'double precision',
  'character varying',
  'char varying',
  'bit varying',
  'national character',
  'national char',
  'timestamp with time zone',
  'timestamp without time zone',
  'time with time zone',
  'time without time zone',
])

/** `loose` lets any further words in, as CAST (… AS …) of SQLite does. */
export function readTypeName(tokens: TokenReader, loose = false): TypeName {
  let name = readPart(tokens)
  while (tokens.takeSign('.')) name = readPart(tokens)
  for (let second = tokens.word(); second && secondWords[name]?.includes(second); second = tokens.word()) {
    tokens.next()
    name += ` ${second}`
  }
  let modifiers = readModifiers(tokens)
  if (name === 'timestamp' || name === 'time') {
    if (tokens.takeWord('with', 'time', 'zone')) name += ' with time zone'
    else if (tokens.takeWord('without', 'time', 'zone')) name += ' without time zone'
  } else if (name === 'interval') {
    while (intervalWords.has(tokens.word() ?? '')) tokens.next()
  }
  if (loose) {
    for (let more = tokens.word(); more; more = tokens.word()) {
      tokens.next()
      name += ` ${more}`
    }
  }
  if (modifiers.length === 0) modifiers = readModifiers(tokens)
  return { name, modifiers, dimensions: readDimensions(tokens) }
}

function readPart(tokens: TokenReader): string {
  const { kind, text } = tokens.peek()
  if (kind !== 'word' && kind !== 'quoted') tokens.fail('the name of a type is expected')
  tokens.next()
  return kind === 'word' ? text.toLowerCase() : text
}

/** Modifiers that are no whole numbers, as extensions have them, are left out. */
function readModifiers(tokens: TokenReader): readonly number[] {
  const modifiers: number[] = []
  if (!tokens.takeSign('(')) return modifiers
  while (!tokens.takeSign(')')) {
    const token = tokens.next()
    if (token.kind === 'end') tokens.fail('")" is expected')
    if (token.kind === 'number' && /^\d+$/.test(token.text)) modifiers.push(Number(token.text))
  }
  return modifiers
}

function readDimensions(tokens: TokenReader): number {
  let dimensions = 0
  while (tokens.isSign('[')) {
    const sized = tokens.peek(1).kind === 'number'
    if (!tokens.isSign(']', sized ? 2 : 1)) break
    for (let i = sized ? 3 : 2; i > 0; i--) tokens.next()
    dimensions++
  }
  if (dimensions === 0 && tokens.takeWord('array')) dimensions = 1
  return dimensions
}
