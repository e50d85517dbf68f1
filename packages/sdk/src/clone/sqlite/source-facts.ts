import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/sqlite/quote.ts'

/** What a SQLite file consists of, as it says itself. */
export interface SourceFacts {
  readonly settings: FileSettings
  /** In the order in which they were made. */
  readonly objects: readonly SchemaObject[]
  /** Of AUTOINCREMENT: the last number given out, by table. */
  readonly counters: ReadonlyMap<string, bigint>
}

/** What a file keeps about itself, and an empty one takes over before anything is in it. */
export interface FileSettings {
  readonly pageSize: number
  readonly encoding: string
  readonly autoVacuum: number
  readonly userVersion: number
  readonly applicationId: number
}

export interface SchemaObject {
  readonly kind: 'table' | 'virtual' | 'index' | 'view' | 'trigger'
  readonly name: string
  readonly table: string
  readonly sql: string
}

const objectQuery = `
select case when s.type = 'table' and l.type = 'virtual' then 'virtual' else s.type end as kind,
  s.name as name, s.tbl_name as "table", s.sql as sql
from main.sqlite_schema s
left join pragma_table_list l on s.type = 'table' and l.schema = 'main' and l.name = s.name
where s.sql is not null and s.name not like 'sqlite\\_%' escape '\\' and coalesce(l.type, '') <> 'shadow'
order by s.rowid`

export async function readSourceFacts(session: Session): Promise<SourceFacts> {
  const objects = await session.query<SchemaObject>(objectQuery)
  return { settings: await readSettings(session), objects, counters: await readCounters(session) }
}

async function readSettings(session: Session): Promise<FileSettings> {
  const [settings] = await session.query<FileSettings>(`
    select p.page_size as "pageSize", e.encoding as encoding, v.auto_vacuum as "autoVacuum",
      u.user_version as "userVersion", a.application_id as "applicationId"
    from pragma_page_size p, pragma_encoding e, pragma_auto_vacuum v, pragma_user_version u, pragma_application_id a`)
  if (settings === undefined) throw new Error('The pragmas of a file always answer')
  return settings
}

/** The table that knows exists only once one was declared. */
async function readCounters(session: Session): Promise<Map<string, bigint>> {
  const [known] = await session.query(`select 1 as known from main.sqlite_schema where name = 'sqlite_sequence'`)
  if (known === undefined) return new Map()
  const rows = await session.query<{ name: string; seq: number | bigint }>(
    `select name, seq from main.${quoteIdentifier('sqlite_sequence')} where typeof(seq) = 'integer'`,
  )
  return new Map(rows.map(({ name, seq }) => [name, BigInt(seq)]))
}
