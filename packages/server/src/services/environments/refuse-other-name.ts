import { UnderstudyError } from '@understudy/sdk'
import type { EnvironmentRow } from './environment.ts'

/** What is about to be replaced or changed is named once more by whoever asks, and is nobody's production. */
export function refuseOtherName({ name, type, is_read_only }: EnvironmentRow, confirm: string): void {
  const stands = 'nothing was changed'
  if (type === 'production' || is_read_only === 1) {
    throw new UnderstudyError('TARGET_REFUSED', {
      operation: 'verify the target',
      message: `${name} is refused: it is ${type === 'production' ? 'production' : 'read-only'}`,
      details: { stands },
    })
  }
  if (confirm === name) return
  throw new UnderstudyError('UNCONFIRMED', {
    operation: 'confirm',
    message: `${JSON.stringify(confirm)} is not the name of what would be changed`,
    hint: 'Give the name of the environment, as somebody who means it.',
    details: { stands },
  })
}
