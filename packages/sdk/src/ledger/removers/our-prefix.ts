import type { Outcome } from '../sweep-report.ts'

/** What the names of all databases and schemas begin with that this package makes. */
const ourPrefix = 'understudy_'

export function isOurs(name: string): boolean {
  return name.startsWith(ourPrefix)
}

export const notOurs: Outcome = {
  outcome: 'left',
  reason: `its name does not begin with ${ourPrefix}, so it was not made by understudy`,
}
