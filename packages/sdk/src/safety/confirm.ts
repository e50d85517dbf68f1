import { UnderstudyError } from '../errors.ts'
import type { SafetyCheck } from './safety-check.ts'

export interface Confirmation {
  /** The name of what is replaced: of the environment, or of the database. */
  readonly target: string
  /** Of the plan as it is now. */
  readonly planHash: string
  readonly given: {
    /** As it was typed. */
    readonly name?: string | undefined
    /** Of the plan that was looked at. */
    readonly planHash?: string | undefined
  }
}

/**
 * Whether somebody who looked at this very plan typed the name of what it replaces. A hash may be given in part, from
 * its beginning, with eight characters at least.
 */
export function confirm({ target, planHash, given }: Confirmation): SafetyCheck {
  if (given.planHash !== undefined && !isOf(given.planHash, planHash)) {
    throw new UnderstudyError('PLAN_CHANGED', {
      operation: 'confirm the plan',
      message: 'The plan is another one than was confirmed: the source, the target or the policy has changed since',
      details: { planHash, stands: 'nothing was changed' },
    })
  }
  if (given.name === target)
    return { name: 'confirmed', outcome: 'passed', message: `${target} was confirmed by its name` }
  throw new UnderstudyError('UNCONFIRMED', {
    operation: 'confirm the plan',
    message:
      given.name === undefined
        ? `What stands in ${JSON.stringify(target)} would be replaced, and nobody has confirmed that`
        : `${JSON.stringify(given.name)} is not the name of the target, which is ${JSON.stringify(target)}`,
    details: { planHash, stands: 'nothing was changed' },
  })
}

function isOf(part: string, hash: string): boolean {
  return part === hash || (part.length >= 8 && hash.startsWith(part))
}
