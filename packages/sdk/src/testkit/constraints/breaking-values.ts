import type { ColumnType } from '../../catalog/column-type.ts'
import { quoting } from '../../database/quote.ts'
import { nullLiteral } from './literal-row.ts'

/** A number or a text that stands in a rule. */
export interface Constant {
  readonly kind: 'number' | 'text'
  readonly text: string
}

const numbers = [-1, 0, 1, 32767, -32768, 2147483647, -2147483648, 0.5, 1000000000000]
const texts = ['', ' ', '~', 'x', 'X', '0', '-1', 'a b', 'x'.repeat(300)]
const moments = ['0001-01-01', '1900-01-01', '1970-01-01', '2038-01-19', '9999-12-31', 'infinity', '-infinity']
const longest = 5000

/**
 * Literals for a column, of which some should break whatever rule is put on it: what lies beside the constants that the
 * rule names, what lies at the ends of the type, and nothing. The likely ones come first.
 */
export function breakingValues(type: ColumnType, constants: readonly Constant[]): string[] {
  const candidates = valuesFor(type, constants)
  return [...new Set([...candidates.map(literal), nullLiteral])]
}

type Value = string | number

function literal(value: Value): string {
  return typeof value === 'number' ? String(value) : quoting.sqlite.quoteLiteral(value)
}

function valuesFor(type: ColumnType, constants: readonly Constant[]): Value[] {
  switch (type.kind) {
    case 'domain':
      return valuesFor(type.base, constants)
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double':
    case 'money':
    case 'oid':
      return [...besideNumbers(constants), ...numbers]
    case 'text':
    case 'citext':
    case 'varchar':
    case 'char':
      return [...besideTexts(constants), ...texts]
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return [...besideMoments(constants), ...moments]
    case 'time':
    case 'timetz':
      return [...textsOf(constants), '00:00', '12:00', '23:59:59']
    case 'interval':
      return [...textsOf(constants), '0', '-1 day', '1000 years']
    case 'boolean':
      return ['true', 'false', 0, 1]
    case 'uuid':
      return [...textsOf(constants), '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']
    case 'json':
    case 'jsonb':
      return ['{}', '[]', 'null', '1', '"x"', 'x']
    case 'enum':
      return [...type.values]
    case 'array':
      return ['{}', '{NULL}', ...lists(type.element, constants)]
    case 'range':
    case 'multirange':
      return type.kind === 'range' ? ['empty', '(,)'] : ['{}', '{(,)}']
    case 'bytea':
    case 'bit':
    case 'varbit':
      return ['', '0', '1', '00']
    case 'any':
      return [...besideNumbers(constants), ...numbers, ...besideTexts(constants), ...texts]
    default:
      return textsOf(constants)
  }
}

function besideNumbers(constants: readonly Constant[]): Value[] {
  return constants.flatMap(({ text }) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value)) return []
    return [value - 1, value + 1, value, -value, value - 0.01, value + 0.01]
  })
}

function besideTexts(constants: readonly Constant[]): Value[] {
  return constants.flatMap(({ kind, text }): Value[] => {
    const length = Number(text)
    if (kind === 'text') return [`${text}~`, text, text.toUpperCase(), text.toLowerCase()]
    if (!Number.isInteger(length) || length < 0 || length > longest) return [text]
    return ['x'.repeat(length + 1), 'x'.repeat(Math.max(length - 1, 0)), text]
  })
}

const day = 86_400_000

function besideMoments(constants: readonly Constant[]): Value[] {
  return constants.flatMap(({ kind, text }): Value[] => {
    const at =
      kind === 'text' && /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(`${text.slice(0, 10)}T00:00:00Z`) : Number.NaN
    if (Number.isNaN(at))
      return /^\d{4}$/.test(text) ? [`${text}-01-01`, `${Number(text) - 1}-12-31`, `${Number(text) + 1}-01-01`] : []
    const date = (time: number) => new Date(time).toISOString().slice(0, 10)
    return [date(at - day), date(at + day), text]
  })
}

/** Lists that are longer than the numbers in a rule, and lists of what beside its constants may not be in one. */
function lists(element: ColumnType, constants: readonly Constant[]): Value[] {
  const [one = '1'] = valuesFor(element, constants)
  const quoted = `"${String(one).replaceAll('"', '')}"`
  const lengths = constants.flatMap(({ text }) => (/^\d{1,3}$/.test(text) ? [Number(text) + 1] : []))
  return [`{${quoted}}`, ...lengths.map((length) => `{${Array(length).fill(quoted).join(',')}}`)]
}

function textsOf(constants: readonly Constant[]): Value[] {
  return constants.filter(({ kind }) => kind === 'text').map(({ text }) => text)
}
