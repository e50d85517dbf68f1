import { UnderstudyError } from '@understudy/sdk'
import { RequestError } from '../../errors/request-error.ts'

export interface Conflict {
  readonly at: string
  readonly why: string
}

/** All of them at once: nothing was changed. */
export function refuseConflicts(conflicts: readonly Conflict[]): void {
  if (conflicts.length === 0) return
  const said = conflicts.slice(0, 10).map(({ at, why }) => `${at}: ${why}`)
  const more = conflicts.length > said.length ? `; and ${conflicts.length - said.length} more` : ''
  throw new RequestError('TEAM_CONFIG_CONFLICT', {
    message: `the customizations contradict the data: ${said.join('; ')}${more}`,
    details: { conflicts },
  })
}

/** Some contradictions show only when rows are made: no value of a field meets what is asked of it. */
export function refuseUnsatisfied(thrown: unknown): void {
  if (!(thrown instanceof UnderstudyError) || thrown.code !== 'CONSTRAINT_UNSATISFIED') return
  const { message, details } = thrown
  refuseConflicts([{ at: String(details.entity), why: message.slice(message.indexOf(': ') + 2) }])
}
