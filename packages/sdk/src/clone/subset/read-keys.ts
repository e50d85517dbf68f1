import type { Dialect, Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import type { Found, RowIdentity } from './row-identity.ts'

/** A SELECT in parts, so that it can be gone through in steps. */
export interface KeyQuery {
  readonly select: string
  readonly from: string
  readonly where: readonly string[]
  readonly parameters: readonly unknown[]
}

const rowsAStep = 5000

/** Its rows in flat memory: by a cursor in Postgres, in SQLite each step after the last key of the one before. */
export async function* readKeys(
  session: Session,
  query: KeyQuery,
  step: { readonly identity: RowIdentity; readonly alias: string; readonly prefix: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Found[], void, undefined> {
  const { select, from, where, parameters } = query
  if (session.dialect === 'postgres') {
    yield* session.stream<Found>(textOf(select, from, where), parameters, { batchSize: rowsAStep, signal })
    return
  }
  const { identity, alias, prefix } = step
  let last: string | undefined
  for (;;) {
    refuseAborted(signal)
    const values = [...parameters]
    const conditions = last === undefined ? where : [...where, identity.after(alias, last, values)]
    const text = `${textOf(select, from, conditions)} order by ${identity.order(alias)} limit ${rowsAStep}`
    const rows = await session.query<Found>(text, values)
    if (rows.length > 0) yield rows
    const end = rows.at(-1)
    if (rows.length < rowsAStep || end === undefined) return
    last = identity.key(end, prefix)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function textOf(select: string, from: string, where: readonly string[]): string {
  return `select ${select} from ${from}${where.length === 0 ? '' : ` where ${where.join(' and ')}`}`
}

/** How many keys a statement looks for at once. */
export function keysAStatement(dialect: Dialect): number {
  return dialect === 'postgres' ? 5000 : 500
}
