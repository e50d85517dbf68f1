import type { ColumnType } from '../../catalog/column-type.ts'
import { parsePostgresArray } from '../../formats/postgres-array-parse.ts'
import type { StoredValue } from '../sqlite/stored-value.ts'
import { exactDigits, sqliteType } from './type-mapping.ts'

/** What cannot be stored, and why; thrown and named by who knows the column. */
export class Unstorable {
  readonly what: string

  constructor(what: string) {
    this.what = what
  }
}

/** How a canonical text of Postgres is stored in SQLite. */
export function valueForSqlite(type: ColumnType): (text: string) => StoredValue | Unstorable {
  const { way } = sqliteType(type)
  switch (way) {
    case 'integer':
      return (text) => (/^-?\d+$/.test(text) ? BigInt(text) : new Unstorable('what is no whole number'))
    case 'real':
      return (text) => (text === 'NaN' ? new Unstorable('NaN, which SQLite does not have') : Number(text))
    case 'decimal':
      return decimal
    case 'boolean':
      return (text) => (text === 'true' ? 1n : text === 'false' ? 0n : new Unstorable('what is no boolean'))
    case 'bytes':
      return (text) => (text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex') : new Unstorable('what is no bytea'))
    case 'wall clock':
      return (text) => text.replace('T', ' ')
    case 'list':
      return list(type)
    default:
      return (text) => text
  }
}

/** A double holds fifteen digits, and SQLite writes as many. */
function decimal(text: string): StoredValue | Unstorable {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return new Unstorable('NaN or infinity, which no number of SQLite is')
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  if (fraction === '' && whole.length <= 18) return BigInt(text)
  const digits = `${whole}${fraction.replace(/0+$/, '')}`.replace(/^0+/, '')
  if (digits.length > exactDigits)
    return new Unstorable(`a number of more than ${exactDigits} digits, which SQLite would round`)
  return Number(text)
}

function list(type: ColumnType): (text: string) => StoredValue | Unstorable {
  const element = elementOf(type)
  const { way } = sqliteType(element)
  const one = (text: string): unknown => {
    if (way === 'integer' || way === 'decimal' || (way === 'real' && Number.isFinite(Number(text))))
      return new Raw(text)
    return way === 'boolean' ? text === 't' || text === 'true' : text
  }
  return (text) => {
    const items = parsePostgresArray(text)
    return items === undefined ? new Unstorable('what is no array') : json(items, one)
  }
}

/** Digits as they are: JSON has numbers of any length. */
class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Item = string | null | readonly Item[]

function json(item: Item, one: (text: string) => unknown): string {
  if (item === null) return 'null'
  if (typeof item !== 'string') return `[${item.map((inner) => json(inner, one)).join(',')}]`
  const value = one(item)
  return value instanceof Raw ? value.text : JSON.stringify(value)
}

function elementOf(type: ColumnType): ColumnType {
  if (type.kind === 'domain') return elementOf(type.base)
  return type.kind === 'array' ? elementOf(type.element) : type
}
