/** How the text of a Postgres type becomes a JavaScript value, by type id; other types stay text. */

type Parse = (text: string) => unknown

/** Exact in both forms: a number while it is safe, else a bigint. */
function whole(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'))
}

function wallClock(text: string): string {
  return text.replace(' ', 'T')
}

const instantText = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/

/** In UTC, with the fraction as it was; infinity and years that ISO 8601 has not stay as Postgres writes them. */
function instant(text: string): string {
  const match = instantText.exec(text)
  if (!match) return wallClock(text)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [offsetHours, offsetMinutes, offsetSeconds] = [match[9], match[10], match[11]].map((part) =>
    Number(part ?? 0),
  ) as [number, number, number]
  const offset = (offsetHours * 3600 + offsetMinutes * 60 + offsetSeconds) * (match[8] === '-' ? -1000 : 1000)
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  local.setUTCHours(hour, minute, second)
  return new Date(local.getTime() - offset).toISOString().replace('.000Z', `${match[7] ?? ''}Z`)
}

/** int2vector and oidvector, as the catalogs have them. */
function vector(text: string): number[] {
  return text === '' ? [] : text.split(' ').map(Number)
}

const scalars: Readonly<Record<number, Parse>> = {
  16: (text) => text === 't',
  17: bytes,
  20: whole,
  21: Number,
  22: vector,
  23: Number,
  26: Number,
  30: vector,
  114: JSON.parse,
  700: Number,
  701: Number,
  1114: wallClock,
  1184: instant,
  3802: JSON.parse,
}

const asText: Parse = (text) => text

/** Array type → element type, of the types that are built in. */
const elements: Readonly<Record<number, number>> = {
  199: 114,
  651: 650,
  1000: 16,
  1001: 17,
  1002: 18,
  1003: 19,
  1005: 21,
  1007: 23,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1028: 26,
  1040: 829,
  1041: 869,
  1115: 1114,
  1182: 1082,
  1183: 1083,
  1185: 1184,
  1187: 1186,
  1231: 1700,
  1270: 1266,
  2951: 2950,
  3807: 3802,
}

export const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  ...Object.entries(scalars).map(([type, parse]): [number, Parse] => [Number(type), parse]),
  ...[1042, 1043, 25, 1082, 1083, 1266, 1186, 1700].map((type): [number, Parse] => [type, asText]),
  ...Object.entries(elements).map(([type, element]): [number, Parse] => [
    Number(type),
    (text) => parseArray(text, scalars[element] ?? asText),
  ]),
])

/** An array literal, such as {1,NULL,"a \"b\"",{…}}; bounds before it ([0:2]={…}) are left aside. */
function parseArray(text: string, parse: Parse = asText): unknown[] {
  let at = text.indexOf('{')
  const list = (): unknown[] => {
    const values: unknown[] = []
    at++
    while (text[at] !== '}') {
      if (text[at] === ',') at++
      values.push(text[at] === '{' ? list() : text[at] === '"' ? parse(quoted()) : bare())
    }
    at++
    return values
  }
  const quoted = (): string => {
    let value = ''
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === '\\') at++
      value += text[at]
    }
    at++
    return value
  }
  const bare = (): unknown => {
    const start = at
    while (text[at] !== ',' && text[at] !== '}') at++
    const value = text.slice(start, at)
    return value === 'NULL' ? null : parse(value)
  }
  return list()
}

/** A parameter as the text that Postgres reads for any type; bytes stay bytes. */
export function parameter(value: unknown): string | Uint8Array | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return arrayLiteral(value)
  return JSON.stringify(value)
}

function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join(',')}}`
}

function element(value: unknown): string {
  if (Array.isArray(value)) return arrayLiteral(value)
  const text = parameter(value)
  if (text === null) return 'NULL'
  if (text instanceof Uint8Array) return `"\\\\x${Buffer.from(text).toString('hex')}"`
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
