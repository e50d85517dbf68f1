import type { TestEntity } from '../entity.ts'
import { wire } from '../wire.ts'

/** The name with the prefix before it, once. */
export function marked(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name : `${prefix}${name}`
}

/** Which of the two marks of test data a record of the application lacks. */
export function missingMarks(
  entity: Pick<TestEntity, 'label' | 'flag'>,
  record: object,
  prefix: string,
): readonly ('prefix' | 'flag')[] {
  const name = ownValue(record, labelOf(entity))
  const flag = ownValue(record, flagOf(entity))
  const missing: ('prefix' | 'flag')[] = []
  if (typeof name !== 'string' || !name.startsWith(prefix)) missing.push('prefix')
  // SQLite has no booleans.
  if (flag !== true && flag !== 1) missing.push('flag')
  return missing
}

export function labelOf({ label }: Pick<TestEntity, 'label'>): string {
  return label ?? 'name'
}

export function flagOf({ flag }: Pick<TestEntity, 'flag'>): string {
  return flag ?? wire.flag
}

function ownValue(record: object, name: string): unknown {
  return name in record ? Reflect.get(record, name) : undefined
}
