import type { ValueWay } from './type-mapping.ts'

const day = /^\d{4,6}-\d\d-\d\d( BC)?$/
const moment = /^\d{4,6}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d(:?\d\d)?)?( BC)?$/
const zone = /:\d\d(?:\.\d+)?(Z|[+-]\d\d(:?\d\d)?)( BC)?$/
const infinite = /^-?infinity$/

/** Why Postgres could not take a text for a column; undefined where it can. */
export function misfit(text: string, way: ValueWay): string | undefined {
  switch (way) {
    case 'integer':
      return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
        ? undefined
        : 'what is no whole number'
    case 'real':
    case 'decimal':
      return /^-?(\d+\.?\d*(e[+-]?\d+)?|Infinity)$/i.test(text) ? undefined : 'what is no number'
    case 'boolean':
      return /^(true|false|0|1)$/.test(text) ? undefined : 'what is neither true nor false'
    case 'uuid':
      return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text) ? undefined : 'what is no UUID'
    case 'date':
      return day.test(text) || infinite.test(text) ? undefined : 'what is no date such as 2024-02-29'
    case 'time':
      return /^\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? undefined : 'what is no time such as 23:59:59'
    case 'wall clock':
      return moment.test(text) || infinite.test(text) ? undefined : 'what is no timestamp such as 2024-02-29 23:59:59'
    case 'instant':
      return moment.test(text) || infinite.test(text) ? undefined : 'what is no timestamp such as 2024-02-29T23:59:59Z'
    case 'json':
      return isJson(text) ? undefined : 'what is no JSON'
    case 'bytes':
      return /^\\x([0-9a-f]{2})*$/i.test(text) ? undefined : 'what are no bytes'
    case 'text':
    case 'list':
      return text.includes('\0') ? 'the character NUL, which no text of Postgres holds' : undefined
  }
}

/** Whether a moment names its zone. */
export function hasZone(text: string): boolean {
  return moment.test(text) && zone.test(text)
}

/** An instant is in UTC where nothing is said: the server would take its own zone. */
export function inUtc(text: string): string {
  if (infinite.test(text) || zone.test(text)) return text
  const [, day, rest = ''] = /^(.*?)( BC)?$/.exec(text) ?? []
  return `${day}${/\d\d:\d\d/.test(text) ? '' : ' 00:00'}Z${rest}`
}

/** What says in SQLite itself that a value of a column would not fit, so that it is known before any row is sent. */
export function misfitCondition(column: string, way: ValueWay): string {
  const text = `typeof(${column}) = 'text'`
  const dayGlob = '[0-9][0-9][0-9][0-9]*-[0-9][0-9]-[0-9][0-9]'
  const oneOf = (...globs: readonly string[]) =>
    `(${text} and (${globs.map((one) => `${column} glob '${one}'`).join(' or ')} or ${column} in ('infinity', '-infinity')))`
  switch (way) {
    case 'integer':
      return `typeof(${column}) <> 'integer'`
    case 'real':
    case 'decimal':
      return `typeof(${column}) not in ('integer', 'real')`
    case 'boolean':
      return `lower(cast(${column} as text)) not in ('0', '1', 'true', 'false')`
    case 'uuid':
      return `not ((${text} and length(${column}) in (32, 36)) or (typeof(${column}) = 'blob' and length(${column}) = 16))`
    case 'date':
      return `not ${oneOf(dayGlob, `${dayGlob} BC`)}`
    case 'time':
      return `not (${text} and ${column} glob '[0-2][0-9]:[0-5][0-9]*')`
    case 'wall clock':
    case 'instant':
      return `not ${oneOf(dayGlob, `${dayGlob} BC`, `${dayGlob}[ T][0-2][0-9]:[0-5][0-9]*`)}`
    case 'json':
      return `not (${text} and json_valid(${column}))`
    case 'bytes':
      return `typeof(${column}) <> 'blob'`
    case 'text':
    case 'list':
      return `(typeof(${column}) = 'blob' or instr(${column}, char(0)) > 0)`
  }
}

/** That a moment names its zone. */
export function zoneCondition(column: string): string {
  return `(${column} glob '*Z' or ${column} glob '*[+-][0-9][0-9]:[0-9][0-9]')`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}
