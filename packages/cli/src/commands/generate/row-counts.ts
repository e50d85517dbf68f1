import { UnderstudyError } from '@understudy/sdk/error'

export interface RowCounts {
  readonly rows?: number
  readonly each: Readonly<Record<string, number>>
}

/** `1000`, `film=5,actor=20`, or both: `1000,film=5`. A name with a comma or an equals sign stands in double quotes. */
export function parseRowCounts(texts: readonly string[]): RowCounts {
  let rows: number | undefined
  const each = new Map<string, number>()
  for (const text of texts) {
    for (const part of splitOutsideQuotes(text)) {
      const equals = part.lastIndexOf('=')
      if (equals < 0) rows = count(part, text)
      else each.set(nameOf(part.slice(0, equals), text), count(part.slice(equals + 1), text))
    }
  }
  return { ...(rows === undefined ? {} : { rows }), each: Object.fromEntries(each) }
}

function splitOutsideQuotes(text: string): string[] {
  const parts = ['']
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    if (character === ',' && !quoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

function nameOf(text: string, whole: string): string {
  const name = text.trim()
  const quoted = /^"((?:[^"]|"")*)"$/.exec(name)
  if (quoted?.[1] !== undefined) return quoted[1].replaceAll('""', '"')
  if (name === '') throw wrong(whole, `${JSON.stringify(whole)} has a number without the name of a table`)
  return name
}

function count(text: string, whole: string): number {
  const rows = /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN
  if (rows >= 1) return rows
  throw wrong(whole, `${JSON.stringify(text.trim())} is no number of rows`)
}

function wrong(at: string, message: string): UnderstudyError {
  return new UnderstudyError('COUNT_INVALID', {
    operation: 'read --rows',
    at: `--rows ${at}`,
    message,
    hint: 'Give a whole number, 1 or more, or names with numbers: --rows 1000, --rows film=5,actor=20, --rows 1000,film=5.',
  })
}
