import type { PropertyChange } from '@understudy/sdk/schema'

const limits: Readonly<Record<string, readonly string[]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
}

/** False for what follows from another change of the same object, so that a reviewer has read it already. */
export function isNews({ property, from, to }: PropertyChange, _at: number, all: readonly PropertyChange[]): boolean {
  const other = (name: string): PropertyChange | undefined => all.find((one) => one.property === name)
  if (property === 'notNullConstraint') return other('notNull') === undefined
  if (property !== 'minimum' && property !== 'maximum') return true
  const type = other('databaseType')
  return type === undefined || !isLimit(type.from, from) || !isLimit(type.to, to)
}

function isLimit(type: unknown, value: unknown): boolean {
  return typeof type === 'string' && typeof value === 'string' && limits[type]?.includes(value) === true
}
