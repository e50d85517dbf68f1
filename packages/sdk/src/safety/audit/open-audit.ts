import { chmod, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { withFileLock } from '../file-lock.ts'
import { stateFolder } from '../state-folder.ts'
import { who } from '../who.ts'
import { auditLineText, noLine, parseAuditLine } from './audit-line.ts'
import type { AuditEvent, AuditLog } from './audit-log.ts'

/** A line is far shorter. */
const tail = 64 * 1024

/**
 * The audit log of this user: one line of JSON for each event, readable by its user alone. A line holds the hash of the
 * one before, so that none can be changed, removed or put in without a trace; what is cut off at the end leaves none.
 */
export function openAudit(folder: string = stateFolder()): AuditLog {
  const file = join(folder, 'audit.ndjson')
  return {
    file,
    record: async (event) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await withFileLock(file, () => append(file, event))
      } catch (thrown) {
        throw new UnderstudyError('WRITE_FAILED', {
          operation: 'write the audit log',
          message: `${file} cannot be written: ${messageOf(thrown)}`,
          hint: 'Check the folder and the free space of the disk; what is not recorded is not done.',
          cause: thrown,
        })
      }
    },
  }
}

async function append(file: string, { event, place, outcome, details }: AuditEvent): Promise<void> {
  const handle = await open(file, 'a+', 0o600)
  try {
    await chmod(file, 0o600)
    const { size } = await handle.stat()
    const from = Math.max(0, size - tail)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
    const text = buffer.toString('utf8', 0, bytesRead)
    const last =
      text
        .trimEnd()
        .split('\n')
        .map(parseAuditLine)
        .findLast((line) => line !== undefined) ?? noLine
    const line = auditLineText({
      number: last.number + 1,
      at: new Date().toISOString(),
      ...who(),
      event,
      place,
      outcome,
      ...(details && { details: plain(details) }),
      previous: last.hash,
    })
    // What a killed process left half written stays a line of its own, for whoever verifies.
    await handle.appendFile(`${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** As JSON has it: the hash is of what will be read again. */
function plain(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(details)) as Record<string, unknown>
}
