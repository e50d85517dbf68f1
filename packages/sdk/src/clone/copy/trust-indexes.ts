import type { Session } from '../../database/adapter.ts'

/**
 * An index that has just been built lies in order, and much of it in memory: reading it costs no more than reading the
 * table, as the planner has it otherwise.
 */
export async function trustIndexes(session: Session, span: 'transaction' | 'session'): Promise<void> {
  await session.query(
    `select pg_catalog.set_config('random_page_cost', pg_catalog.current_setting('seq_page_cost'), ${span === 'transaction'})`,
  )
}
