import { isPlain } from './merge.ts'

/** A copy for each row of what a definition holds once: rows share no list, object or date that a test might change. */
export function fresh(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fresh)
  if (value instanceof Date) return new Date(value.getTime())
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, fresh(one)]))
  if (value instanceof Set) return new Set([...value].map(fresh))
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fresh(one)]))
  return value
}
