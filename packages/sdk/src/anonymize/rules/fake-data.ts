import { UnderstudyError } from '../../errors.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import { planRows } from '../../generate/plan.ts'
import { batchesOf, entitySlices, wholeOf } from '../../generate/rows.ts'
import { refuseInvalid } from '../../generate/validate-data-schema.ts'

/** email, name, phone, address, financial, or any kind of docs/kinds.md. */
export type DataType = keyof typeof usual | (string & {})

export interface FakeDataConstraints {
  /** As many values, in a list; one value alone where left out. */
  readonly count?: number | undefined
  /** The same seed gives the same values. */
  readonly seed?: string | number | undefined
  readonly locale?: string | undefined
  /** No value twice. */
  readonly unique?: boolean | undefined
  /** Options of the kind. */
  readonly [option: string]: unknown
}

/** The kind behind each word. */
const usual = {
  name: 'full-name',
  address: 'full-address',
  financial: 'iban',
  string: 'text',
  number: 'integer',
} as const

/** Values that were made up: of nobody. */
export function fakeData(type: DataType, constraints: FakeDataConstraints): unknown {
  const { count, seed, locale, unique, ...options } = constraints
  if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0)) {
    throw new UnderstudyError('COUNT_INVALID', {
      operation: 'make data up',
      message: 'count is no whole number, 0 or more',
    })
  }
  const kind = isUsual(type) ? usual[type] : type
  const field = {
    name: 'value',
    kind,
    ...(unique === undefined ? {} : { unique }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  }
  const schema = { entities: [{ name: 'made up', fields: [field] }] }
  refuseInvalid(schema, undefined)
  if (count === 0) return []
  const plan = planRows(schema, { rows: count ?? 1, seed, locale })
  const values: unknown[] = []
  for (const slice of entitySlices(plan, wholeOf(plan))) {
    for (const batch of batchesOf(slice)) for (const row of rowsOf(batch)) values.push(row.value)
  }
  return count === undefined ? values[0] : values
}

function isUsual(type: string): type is keyof typeof usual {
  return Object.hasOwn(usual, type)
}
