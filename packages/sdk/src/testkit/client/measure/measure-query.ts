import type { Session } from '../../../database/adapter.ts'
import type { QueryMeasure } from '../test-statements.ts'
import { explain } from './explain.ts'
import { timed } from './measure-work.ts'

/** Explains first, so that the run that counts finds in memory what it needs, whatever ran before. */
export async function measureQuery<Answer>(
  session: Session,
  text: string,
  values: readonly unknown[],
  connections: () => Promise<number>,
): Promise<QueryMeasure<Answer>> {
  const { plan, cost, buffers, changed } = await explain(session, text, values)
  const { result: rows, executionTime, memoryUsage } = await timed(() => session.query<Answer>(text, values))
  return {
    rows,
    metrics: {
      executionTime,
      memoryUsage,
      rowsAffected: changed ?? rows.length,
      queryComplexity: cost,
      connectionCount: await connections(),
    },
    plan,
    buffers,
  }
}
