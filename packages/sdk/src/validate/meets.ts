import type { Expected } from './probe.ts'

/** Undefined where the value is as expected; else what is wrong with it, without showing it unless it is a number. */
export function unmet(what: string, value: unknown, expected: Expected): string | undefined {
  if (expected === null || typeof expected !== 'object')
    return isSame(value, expected) ? undefined : differs(what, value)
  if (expected.exists !== undefined && (value !== undefined && value !== null) !== expected.exists)
    return expected.exists ? `${what} is missing` : `${what} is there and should not be`
  if (expected.equals !== undefined && !isSame(value, expected.equals)) return differs(what, value)
  if (expected.not !== undefined && isSame(value, expected.not)) return `${what} is what it must not be`
  if (expected.oneOf && !expected.oneOf.some((one) => isSame(value, one)))
    return `${what} is none of the expected values`
  if (expected.atLeast !== undefined && !(numberOf(value) >= expected.atLeast))
    return `${what} is ${sizeOf(value)}, less than ${expected.atLeast}`
  if (expected.atMost !== undefined && !(numberOf(value) <= expected.atMost))
    return `${what} is ${sizeOf(value)}, more than ${expected.atMost}`
  if (expected.matches !== undefined && !new RegExp(expected.matches, 'u').test(textOf(value)))
    return `${what} does not match the pattern`
  return undefined
}

/** Engines give numbers as text, or as bigint, where they would lose digits. */
function isSame(value: unknown, expected: string | number | boolean | null): boolean {
  if (expected === null) return value === null || value === undefined
  if (typeof expected === 'number') return value !== null && value !== '' && Number(value) === expected
  return textOf(value) === String(expected)
}

function differs(what: string, value: unknown): string {
  return `${what} is ${sizeOf(value)} that was not expected`
}

function numberOf(value: unknown): number {
  return value === null || value === undefined || value === '' ? Number.NaN : Number(value)
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function sizeOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return value === undefined ? 'missing' : value === null ? 'null' : `a ${typeof value}`
}
