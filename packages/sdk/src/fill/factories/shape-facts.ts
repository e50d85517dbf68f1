import type { ValueShape } from '../../factory/value-shape.ts'
import { listed } from './mismatch.ts'

export function numbersOf(shape: ValueShape): {
  min?: number | undefined
  max?: number | undefined
  step?: number | undefined
} {
  if (shape.is === 'choice') {
    const numbers = shape.values.filter((value) => typeof value === 'number')
    return numbers.length === 0 ? {} : { min: Math.min(...numbers), max: Math.max(...numbers) }
  }
  return shape.is === 'integer' || shape.is === 'number' || shape.is === 'bigint' ? shape : {}
}

/** Undefined where there are too many to name. */
export function textsOf(shape: ValueShape): string[] | undefined {
  if (shape.is === 'null') return []
  return shape.is === 'choice' ? shape.values.map(String) : undefined
}

export function shapeOfValue(value: unknown): ValueShape {
  const nullable = false
  if (typeof value === 'string') {
    const format = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
      ? 'uuid'
      : Number.isNaN(Date.parse(value))
        ? undefined
        : 'date-time'
    return {
      is: 'text',
      format,
      pattern: /^-?\d+(\.\d+)?$/.test(value) ? value : undefined,
      minLength: undefined,
      maxLength: undefined,
      nullable,
    }
  }
  if (typeof value === 'number')
    return { is: Number.isInteger(value) ? 'integer' : 'number', min: value, max: value, step: undefined, nullable }
  if (typeof value === 'bigint') return { is: 'bigint', min: undefined, max: undefined, step: undefined, nullable }
  if (typeof value === 'boolean') return { is: 'boolean', nullable }
  if (value instanceof Date) return { is: 'date', nullable }
  if (Array.isArray(value))
    return { is: 'list', items: { is: 'unknown', nullable }, first: [], min: 0, max: 0, nullable }
  return { is: 'unknown', nullable }
}

export function named(shape: ValueShape): string {
  switch (shape.is) {
    case 'text':
      return shape.format === undefined ? 'text' : `text (${shape.format})`
    case 'choice':
      return `one of ${listed(shape.values.map(String))}`
    case 'list':
      return 'a list'
    case 'object':
      return 'an object'
    default:
      return `a ${shape.is}`
  }
}
