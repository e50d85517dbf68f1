import { z } from 'zod'
import { microsPerDay, parseDate, parseTimestamp } from '../../model/calendar.ts'
import { optionsError } from '../define-kind.ts'

/** The day that stands for today: generated data knows no clock. */
export const REFERENCE_DATE = '2025-12-31'
export const WINDOW_FROM = '2020-01-01'
export const WINDOW_TO = '2025-12-31'

export const dateOption = z
  .string()
  .refine((text) => Number.isFinite(parseDate(text)), 'a date is needed, such as 2024-05-31')

export const momentOption = z
  .string()
  .refine(
    (text) => Number.isFinite(parseTimestamp(text)),
    'a date or date and time is needed, such as 2024-05-31T08:00:00Z',
  )

/** Days since 1970 of a date that its schema has accepted. */
export function dayOf(text: string): number {
  return parsed(parseDate(text), text)
}

/** A day alone stands for its first moment, or its last where it ends a window. */
export function microsOf(text: string, end = false): number {
  const micros = parsed(parseTimestamp(text), text)
  return end && /^\s*[+-]?\d+-\d+-\d+\s*$/.test(text) ? micros + microsPerDay - 1 : micros
}

function parsed(value: number | undefined, text: string): number {
  if (value === undefined) throw optionsError(`${JSON.stringify(text)} is no date`)
  return value
}
