import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import { unmet } from './meets.ts'
import type { SqlProbe } from './probe.ts'
import { rolledBack } from './rolled-back.ts'

/** Undefined where all that was expected holds. */
export async function probeSql(
  database: Session,
  { setup = [], query, parameters = [], expect }: SqlProbe,
  signal: AbortSignal,
): Promise<string | undefined> {
  let refusal: string | undefined
  let rows: Record<string, unknown>[] = []
  await rolledBack(database, { signal }, async (session) => {
    for (const statement of setup) await session.query(statement, [], { signal })
    try {
      rows = await session.query(query, parameters, { signal })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED' || thrown.code === 'CONNECTION_LOST')
        throw thrown
      refusal = String(thrown.details.sqlstate ?? thrown.code)
    }
  })
  if (expect.refused !== undefined) {
    if (refusal === undefined) return 'the statement was not refused'
    return expect.refused === true || expect.refused === refusal ? undefined : `it was refused with ${refusal}`
  }
  if (refusal !== undefined) return `the statement was refused with ${refusal}`
  const [first] = rows
  const problems = [
    expect.rows === undefined ? undefined : unmet('the number of rows', rows.length, expect.rows),
    ...Object.entries(expect.first ?? {}).map(([column, expected]) =>
      unmet(`column ${column}`, first?.[column], expected),
    ),
  ].filter((problem) => problem !== undefined)
  return problems.length === 0 ? undefined : problems.join('; ')
}
