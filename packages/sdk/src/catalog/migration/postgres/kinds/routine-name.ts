import type { Routine } from '../../../routine.ts'
import { quoteTable } from '../quote.ts'

/** `FUNCTION public.total(integer, text)`, as DROP, COMMENT and ALTER name it. */
export function routineName(routine: Routine): string {
  return `${routine.kind.toUpperCase()} ${quoteTable(routine)}(${routine.argumentTypes})`
}
