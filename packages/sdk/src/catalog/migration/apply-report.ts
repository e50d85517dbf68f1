import type { ObjectId } from '../identity.ts'
import type { MigrationStep } from './step.ts'

export type StepState = 'done' | 'failed' | 'rolled back' | 'unknown' | 'not begun'

export interface StepReport {
  readonly number: number
  readonly title: string
  readonly object: ObjectId
  readonly state: StepState
  /** How many of its statements stand. */
  readonly statements: number
  /** More than 1 where it had to wait for locks longer than it may, and began again. */
  readonly attempts: number
  /** Of the last attempt. */
  readonly milliseconds: number
}

export interface MigrationReport {
  readonly steps: readonly StepReport[]
  readonly milliseconds: number
  /** Whether the schema is now the one that was promised; null where none was. */
  readonly reached: boolean | null
}

/** What happens while a migration runs: `ran` inside of a transaction, `stands` once that is committed. */
export interface StepEvent {
  readonly kind: 'begins' | 'ran' | 'stands' | 'waits'
  readonly step: MigrationStep
  /** Of all steps of this run. */
  readonly total: number
  readonly attempt: number
}

/** What stands, what does not and what nobody began, in a sentence. */
export function standsText(steps: readonly StepReport[]): string {
  const parts = [
    said(steps, 'done', 'stands', 'stand'),
    partly(steps),
    said(steps, 'rolled back', 'was rolled back', 'were rolled back'),
    said(steps, 'unknown', 'may stand or not', 'may stand or not'),
    said(steps, 'not begun', 'was never begun', 'were never begun'),
  ].filter((part) => part !== undefined)
  const changed = steps.some(({ state, statements }) => state === 'done' || state === 'unknown' || statements > 0)
  return [...(changed ? [] : ['nothing was changed']), ...parts].join('; ')
}

function said(steps: readonly StepReport[], state: StepState, one: string, several: string): string | undefined {
  const numbers = steps.filter((step) => step.state === state).map(({ number }) => number)
  if (numbers.length === 0) return undefined
  return `${numbers.length === 1 ? 'step' : 'steps'} ${ranges(numbers)} ${numbers.length === 1 ? one : several}`
}

function partly(steps: readonly StepReport[]): string | undefined {
  const failed = steps.find(({ state }) => state === 'failed')
  if (!failed) return undefined
  if (failed.statements === 0) return `step ${failed.number} failed`
  const statements =
    failed.statements === 1 ? 'its first statement stands' : `its first ${failed.statements} statements stand`
  return `step ${failed.number} failed half way: ${statements}`
}

/** 1, 2, 3, 7 as 1–3, 7 */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = []
  for (const number of numbers) {
    const last = parts.at(-1)
    if (last && last[1] === number - 1) last[1] = number
    else parts.push([number, number])
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}
