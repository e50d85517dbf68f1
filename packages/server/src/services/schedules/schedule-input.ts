import type { Policies } from '../../scheduler/policies.ts'
import { policiesShape, usualPolicies } from '../../scheduler/policies.ts'
import type { Recurrence } from '../../scheduler/recurrence.ts'
import type { RefreshSeed } from '../refresh/remake-for.ts'

export interface ScheduleInput {
  readonly name: string
  /** By id or name; all of the team where they are left out. */
  readonly datasets?: readonly string[] | null | undefined
  readonly recurrence: Recurrence
  /** What is left out is as usual. */
  readonly policies?: { readonly [Name in keyof Policies]?: Policies[Name] | undefined } | undefined
  /** As the team prefers where it is left out. */
  readonly seed?: RefreshSeed | null | undefined
  /** It is so where it is left out. */
  readonly together?: boolean | undefined
}

/** Those that are said, over those that were. */
export function withPolicies(before: Policies = usualPolicies, said: ScheduleInput['policies'] = {}): Policies {
  const named = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
  return policiesShape.parse({ ...before, ...named })
}
