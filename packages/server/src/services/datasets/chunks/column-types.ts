import type { Vector } from '@understudy/sdk/formats'

/** What a column of a version holds, as Postgres names types; null where its values have no one type. */
export interface DatasetColumn {
  readonly name: string
  readonly type: string | null
}

/** Bytes stand as base64 in NDJSON, lists as arrays: they are read back as what JSON has. */
export function typeOfVector(vector: Vector): string | null {
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return 'bigint'
    case 'float':
      return 'double precision'
    case 'decimal':
      return 'numeric'
    case 'bool':
      return 'boolean'
    case 'date':
      return 'date'
    case 'time':
      return 'time without time zone'
    case 'timestamp':
      return vector.zoned ? 'timestamp with time zone' : 'timestamp without time zone'
    case 'uuid':
      return 'uuid'
    case 'pick':
    case 'concat':
    case 'text':
      return 'text'
    case 'bytes':
      return 'text'
    case 'json':
    case 'list':
      return 'json'
  }
}

export function isEmpty(vector: Vector): boolean {
  return vector.nulls?.every((isNull) => isNull === 1) ?? false
}

const numbers = ['bigint', 'numeric', 'double precision']

/** The narrowest type that holds both; null is of something that has been nothing but absent so far. */
function widened(one: string | null, other: string | null): string | null {
  if (one === null || other === null || one === other) return one ?? other
  const wider = Math.max(numbers.indexOf(one), numbers.indexOf(other))
  return numbers.includes(one) && numbers.includes(other) ? numbers[wider]! : 'json'
}

/** The columns of both, those of `one` first. */
export function mergedColumns(one: readonly DatasetColumn[], other: readonly DatasetColumn[]): DatasetColumn[] {
  const types = new Map(one.map(({ name, type }) => [name, type]))
  for (const { name, type } of other) types.set(name, widened(types.get(name) ?? null, type))
  return [...types].map(([name, type]) => ({ name, type }))
}
