import { getSystemErrorMessage } from 'node:util'
import { messageOf } from '@understudy/sdk/error'

/** What the system says, without the call and the path that Node puts around it. */
export function systemMessage(thrown: unknown): string {
  if (thrown instanceof Error && 'errno' in thrown && typeof thrown.errno === 'number')
    return getSystemErrorMessage(thrown.errno)
  return messageOf(thrown)
}
