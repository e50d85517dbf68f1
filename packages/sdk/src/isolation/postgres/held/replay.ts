import type pg from 'pg'
import { isServerError } from '../../../database/postgres/failure.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { HeldSession } from './held-session.ts'
import type { Job, Outcome } from './job.ts'
import { perform } from './perform.ts'
import type { RecordEntry } from './record.ts'
import { plainVerdict } from './verdict.ts'

/**
 * Does again what a test did, each session on a connection of its own, and holds every answer against the one that the
 * test saw. Where one differs, as the time of day does, the test would go on in a world that it does not know: it is
 * refused by the statement's number, and no value is told.
 */
export async function replay(
  driver: typeof pg,
  reason: string,
  entries: readonly RecordEntry[],
  clientOf: (session: HeldSession) => Promise<pg.PoolClient>,
): Promise<void> {
  for (const [at, entry] of entries.entries()) {
    const now = await again(driver, await clientOf(entry.session), entry)
    if (JSON.stringify(now) === JSON.stringify(entry.outcome)) continue
    throw new UnderstudyError('ISOLATION_FALSIFIED', {
      operation: 'move a test to a clone',
      message:
        `The test needs a clone because ${reason}; done again there, its statement ${at + 1} of ${entries.length} ` +
        `answered ${difference(entry.outcome, now)}`,
      details: { statement: at + 1, statements: entries.length },
    })
  }
}

const asSent = { getTypeParser: () => (text: unknown) => text }

async function again(driver: typeof pg, client: pg.PoolClient, entry: RecordEntry): Promise<Outcome> {
  const { text, name, values } = entry
  const job: Job =
    entry.kind === 'copy'
      ? { kind: 'copy', text, chunks: [], kept: bytesIn(values), verdict: plainVerdict }
      : {
          kind: 'query',
          config: { text, types: asSent, rowMode: 'array', ...(name === undefined ? {} : { name }) },
          values,
          text,
          name,
          verdict: plainVerdict,
        }
  try {
    return { done: (await perform(driver, client, job, () => {})).done }
  } catch (thrown) {
    if (isServerError(thrown)) return { sqlstate: thrown.code }
    throw thrown
  }
}

/** The record keeps chunks of a COPY as its values. */
function bytesIn(values: unknown): readonly Uint8Array[] {
  return Array.isArray(values) ? values : []
}

function difference(before: Outcome, now: Outcome): string {
  if ('sqlstate' in now) return 'sqlstate' in before ? 'with another error' : `with the error ${now.sqlstate}`
  if ('sqlstate' in before) return `without the error ${before.sqlstate}`
  return 'with other rows, as a time or a random value would be'
}
