import type { Session } from '../../../database/adapter.ts'
import type { KeyEnds } from '../classify/error-context.ts'

interface KeyColumn {
  readonly child: string
  readonly id: number
  readonly parent: string
  readonly from: string
  /** Null where the key refers to the primary key without naming it. */
  readonly to: string | null
}

const everyKey = `select m.name as child, k.id as id, k."table" as parent, k."from" as "from", k."to" as "to"
  from sqlite_schema m join pragma_foreign_key_list(m.name) k where m.type = 'table' order by m.name, k.id, k.seq`

/** The foreign keys of a database of SQLite. */
export async function sqliteKeys(session: Session): Promise<KeyEnds[]> {
  const columns = await session.query<KeyColumn>(everyKey)
  const firsts = columns.filter(
    ({ child, id }, at) => at === columns.findIndex((other) => other.child === child && other.id === id),
  )
  return await Promise.all(
    firsts.map(async ({ child, parent, id }): Promise<KeyEnds> => {
      const own = columns.filter((column) => column.child === child && column.id === id)
      const named = own.flatMap(({ to }) => to ?? [])
      return {
        table: child,
        columns: own.map(({ from }) => from),
        referencedTable: parent,
        referencedColumns: named.length > 0 ? named : await primaryKey(session, parent),
      }
    }),
  )
}

async function primaryKey(session: Session, table: string): Promise<string[]> {
  const columns = await session.query<{ name: string }>(
    'select name from pragma_table_info($1) where pk > 0 order by pk',
    [table],
  )
  return columns.map(({ name }) => name)
}
