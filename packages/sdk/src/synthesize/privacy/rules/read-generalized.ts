type Row = Readonly<Record<string, unknown>>

/**
 * Rows as somebody reads them who computes with them: a range of numbers or times as its middle, and what was suppressed
 * as missing. What is left of their statistics is measured on that.
 */
export function readGeneralized(rows: readonly Row[], fields: readonly string[]): Row[] {
  const read = new Map<string, unknown>()
  const middleOf = (text: string) => {
    if (!read.has(text)) read.set(text, middle(text))
    return read.get(text)
  }
  return rows.map((row) => {
    const made: [string, unknown][] = Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && fields.includes(name) ? middleOf(value) : value,
    ])
    return Object.fromEntries(made)
  })
}

function middle(text: string): unknown {
  if (text === '*') return null
  const dots = text.indexOf('..', 1)
  if (dots < 0) return text
  const ends = [text.slice(0, dots), text.slice(dots + 2)]
  const [low, high] = ends.map(Number)
  if (ends.every((end) => end !== '') && Number.isFinite(low) && Number.isFinite(high)) return (low! + high!) / 2
  const [first, last] = ends.map((end) => (/^\d{4}-\d\d-\d\d/.test(end) ? Date.parse(end) : Number.NaN))
  if (Number.isNaN(first) || Number.isNaN(last)) return text
  return new Date(Math.round((first! + last!) / 2)).toISOString().slice(0, ends[0]!.length === 10 ? 10 : undefined)
}
