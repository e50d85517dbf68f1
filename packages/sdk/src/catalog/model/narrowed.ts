import type { FieldHint } from '../../generate/field-hint.ts'
import { contains, type Domain, type Scalar } from '../../model/expression/domain.ts'
import type { FieldType } from '../../model/schema.ts'
import type { ColumnShape } from './column-shape.ts'

/** What checks leave of what the type allows. */
export function narrowed(
  shape: Omit<ColumnShape, 'element' | 'vector'>,
  domain: Domain | undefined,
): Omit<FieldHint, 'name'> {
  if (domain === undefined) return shape
  const values = (shape.values ?? domain.allowed)?.filter((value) => contains(domain, value)).filter(isPlain)
  const { min, max, minLength } = domain
  const maxLength = Math.min(shape.maxLength ?? Number.POSITIVE_INFINITY, domain.maxLength)
  return {
    ...shape,
    ...(values === undefined ? {} : { values }),
    ...(min === undefined ? {} : ends('min', shape, inside(min.value, min.inclusive, shape, 1))),
    ...(max === undefined ? {} : ends('max', shape, inside(max.value, max.inclusive, shape, -1))),
    ...(minLength === 0 ? {} : { minLength }),
    ...(maxLength === Number.POSITIVE_INFINITY ? {} : { maxLength: Math.max(1, maxLength) }),
    ...(domain.patterns.length === 0 ? {} : { patterns: domain.patterns }),
  }
}

function isPlain(value: Scalar): value is string | number | boolean {
  return typeof value !== 'bigint'
}

function ends(
  end: 'min' | 'max',
  shape: Pick<ColumnShape, 'min' | 'max'>,
  value: string | number,
): { min?: string | number; max?: string | number } {
  const own = shape[end]
  if (typeof value !== 'number' || own === undefined) return { [end]: value }
  return { [end]: end === 'min' ? Math.max(own, value) : Math.min(own, value) }
}

const day = 86_400_000

/** The next value inside of an end that is left out, where the type has one; else the end itself. */
function inside(
  value: Scalar,
  inclusive: boolean,
  { type, scale = 0 }: { type: FieldType; scale?: number },
  step: 1 | -1,
): string | number {
  const plain = typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? String(value) : value
  if (inclusive) return plain
  if (typeof plain === 'number') {
    return type === 'integer' || type === 'decimal'
      ? Number((plain + step * Number(`1e-${type === 'integer' ? 0 : scale}`)).toFixed(scale))
      : plain
  }
  return type === 'date' ? new Date(Date.parse(`${plain}T00:00:00Z`) + step * day).toISOString().slice(0, 10) : plain
}
