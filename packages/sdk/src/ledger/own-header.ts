import { thisProcess } from '../database/this-process.ts'
import { headerText } from './ledger-line.ts'

/** The first line of a file of this process. */
export function ownHeader(run: string, lease: number, startedAt: string): string {
  const { mark, ...identity } = thisProcess()
  return headerText({
    kind: 'understudy-ledger',
    version: 1,
    run,
    ...identity,
    ...(mark !== undefined && { mark }),
    lease,
    startedAt,
  })
}
