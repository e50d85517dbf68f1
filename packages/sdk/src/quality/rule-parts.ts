import { z } from 'zod'
import { counted } from '../model/counted.ts'

/** Of a column or an entity. */
export const nameSchema = z.string().min(1)

export const namesSchema = z.array(nameSchema).min(1)

export const scalarSchema = z.union([z.string(), z.number(), z.boolean()])
export type RuleScalar = z.infer<typeof scalarSchema>

/** A number; a day, time or moment in ISO 8601; or, of texts, the text that stands at the end. */
export const boundSchema = z.union([z.number(), z.string().min(1)])

/** `first name` and plain ones as they are; a list as a person would say it. */
export function namesText(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** "from 1 to 9", "at least 1", "at most 9" */
export function boundsText(min: number | string | undefined, max: number | string | undefined): string {
  if (min !== undefined && max !== undefined) return min === max ? `exactly ${min}` : `from ${min} to ${max}`
  return min === undefined ? `at most ${max}` : `at least ${min}`
}

/** "exactly 1 row", "at least 2 rows", "from 0 to 1 rows" */
export function amountText(min: number | undefined, max: number | undefined, noun: string): string {
  const isOne = min === max || min === undefined || max === undefined ? (min ?? max) === 1 : false
  return `${boundsText(min, max)} ${noun}${isOne ? '' : 's'}`
}

/** The first few of them. */
export function valuesText(values: readonly RuleScalar[]): string {
  const shown = values.slice(0, 5).map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)))
  return values.length > shown.length ? `${shown.join(', ')} … (${counted(values.length, 'value')})` : shown.join(', ')
}
