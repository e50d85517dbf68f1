import type { ColumnType } from '../../catalog/column-type.ts'

/** Between Postgres's text of a value and its canonical form; what is not here has one form only. */
export function canonicalText(type: ColumnType): ((text: string) => string) | undefined {
  switch (type.kind) {
    case 'domain':
      return canonicalText(type.base)
    case 'boolean':
      return (text) => (text === 't' ? 'true' : text === 'f' ? 'false' : text)
    case 'numeric':
      return plainNumber
    case 'double':
    case 'real':
      return (text) => floatText(Number(text === 'NaN' ? Number.NaN : text), type.kind === 'real')
    case 'time':
      return withoutZeros
    case 'timestamp':
      return (text) => withoutZeros(text).replace(' ', 'T')
    case 'timestamptz':
      return instant
    default:
      return undefined
  }
}

export function plainNumber(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

export function floatText(value: number, single: boolean): string {
  if (!single || !Number.isFinite(value)) return String(Object.is(value, -0) ? 0 : value)
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === Math.fround(value)) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '') : text
}

const zoned = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00(?::?00)?( BC)?$/

/** The connection's zone is UTC, so that nothing is left to be reckoned. */
function instant(text: string): string {
  const found = zoned.exec(text)
  return found === null ? text : `${found[1]}T${withoutZeros(found[2] ?? '')}Z${found[3] ?? ''}`
}
