/**
 * Asks a database, in plain SQL over its own catalog and without any of our code, whether all that it declares holds for
 * the rows that stand in it: what the engine would say if every constraint were made anew.
 */
export type Ask = (text: string) => Promise<readonly Record<string, unknown>[]>

export interface Integrity {
  /** What does not hold, each with the number of rows; empty where all is well. */
  readonly violations: readonly string[]
  /** How many constraints were looked at, so that nobody takes an empty catalog for a sound one. */
  readonly checked: number
  readonly rows: Readonly<Record<string, number>>
  /** Of all rows of a table, in whatever order they stand. */
  readonly hashes: Readonly<Record<string, string>>
}

const ofUsers = "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%'"

/** Queries that each give the text of a query for a count of violations. */
const postgresChecks = [
  // Foreign keys, by looking for the parent of each child.
  `select format('foreign key %s of %s', o.conname, o.conrelid::regclass) as name,
     format('select count(*) as bad from only %s c where %s and not exists (select 1 from %s %s p where %s)', o.conrelid::regclass,
       string_agg(format('c.%I is not null', a.attname), ' and '), case (select relkind from pg_class where oid = o.confrelid) when 'p' then '' else 'only' end, o.confrelid::regclass,
       string_agg(format('p.%I = c.%I', f.attname, a.attname), ' and ')) as text
   from pg_constraint o join pg_class t on t.oid = o.conrelid join pg_namespace n on n.oid = t.relnamespace
   cross join lateral unnest(o.conkey, o.confkey) as k (child, parent)
   join pg_attribute a on a.attrelid = o.conrelid and a.attnum = k.child
   join pg_attribute f on f.attrelid = o.confrelid and f.attnum = k.parent
   where o.contype = 'f' and t.relkind = 'r' and ${ofUsers}
     and not exists (select 1 from pg_constraint whole where whole.oid = o.conparentid and whole.conrelid = o.conrelid) group by o.oid, o.conname, o.conrelid, o.confrelid`,
  // Checks, by evaluating their expression.
  `select format('check %s of %s', o.conname, o.conrelid::regclass) as name,
     format('select count(*) as bad from only %s where not (%s)', o.conrelid::regclass, pg_get_expr(o.conbin, o.conrelid)) as text
   from pg_constraint o join pg_class t on t.oid = o.conrelid join pg_namespace n on n.oid = t.relnamespace
   where o.contype = 'c' and t.relkind = 'r' and ${ofUsers}`,
  // Checks of domains.
  `select format('check %s of %s.%I', o.conname, t.oid::regclass, a.attname) as name,
     format('select count(*) as bad from only %s where not (%s)', t.oid::regclass,
       regexp_replace(pg_get_expr(o.conbin, 0), '\\mVALUE\\M', format('%I', a.attname), 'g')) as text
   from pg_constraint o join pg_attribute a on a.atttypid = o.contypid join pg_class t on t.oid = a.attrelid
   join pg_namespace n on n.oid = t.relnamespace where t.relkind = 'r' and not a.attisdropped and ${ofUsers}`,
  // Unique keys and indexes, by grouping.
  `select format('unique %s', i.indexrelid::regclass) as name,
     format('select count(*) as bad from (select 1 from %s where %s group by %s having count(*) > 1) as twice', i.indrelid::regclass,
       concat_ws(' and ', coalesce(pg_get_expr(i.indpred, i.indrelid), 'true'),
         case when not i.indnullsnotdistinct then string_agg(format('(%s) is not null', pg_get_indexdef(i.indexrelid, k, true)), ' and ') end),
       string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' order by k)) as text
   from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
   cross join lateral generate_series(1, i.indnkeyatts) as k
   where i.indisunique and t.relkind in ('r', 'p') and ${ofUsers} group by i.indexrelid, i.indrelid, i.indpred, i.indnullsnotdistinct`,
  `select format('not null %s.%I', t.oid::regclass, a.attname) as name,
     format('select count(*) as bad from only %s where %I is null', t.oid::regclass, a.attname) as text
   from pg_attribute a join pg_class t on t.oid = a.attrelid join pg_namespace n on n.oid = t.relnamespace
   where t.relkind = 'r' and a.attnum > 0 and a.attnotnull and not a.attisdropped and ${ofUsers}`,
]

export async function postgresIntegrity(ask: Ask): Promise<Integrity> {
  const violations: string[] = []
  let checked = 0
  for (const about of postgresChecks) {
    for (const { name, text } of await ask(about)) {
      const [answer] = await ask(String(text))
      checked++
      if (Number(answer?.bad) !== 0) violations.push(`${String(name)}: ${String(answer?.bad)} rows`)
    }
  }
  const tables = await ask(
    `select t.oid::regclass::text as name from pg_class t join pg_namespace n on n.oid = t.relnamespace
     where t.relkind in ('r', 'p') and not t.relispartition and ${ofUsers} order by 1`,
  )
  const rows: Record<string, number> = {}
  const hashes: Record<string, string> = {}
  for (const { name } of tables) {
    const [content] = await ask(
      `select count(*) as rows, coalesce(md5(string_agg(md5(x::text), '' order by md5(x::text))), '') as hash from ${String(name)} x`,
    )
    rows[String(name)] = Number(content?.rows)
    hashes[String(name)] = String(content?.hash)
  }
  return { violations, checked, rows, hashes }
}

/** SQLite looks itself: integrity_check tells of unique keys, checks and NOT NULL, foreign_key_check of references. */
export async function sqliteIntegrity(ask: Ask, hash: (text: string) => string): Promise<Integrity> {
  const whole = await ask('pragma integrity_check')
  const orphans = await ask('pragma foreign_key_check')
  const tables = await ask(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
  )
  const rows: Record<string, number> = {}
  const hashes: Record<string, string> = {}
  let checked = 0
  for (const table of tables) {
    const name = String(table.name)
    const quoted = `"${name.replaceAll('"', '""')}"`
    const content = (await ask(`select * from ${quoted}`))
      .map((row) => JSON.stringify(Object.values(row), readable))
      .sort()
    rows[name] = content.length
    hashes[name] = hash(content.join('\n'))
    checked +=
      (await ask(`pragma foreign_key_list(${quoted})`)).length + (await ask(`pragma index_list(${quoted})`)).length
  }
  return {
    violations: [
      ...whole.map((row) => String(row.integrity_check)).filter((text) => text !== 'ok'),
      ...orphans.map((row) => `foreign key of ${String(row.table)} to ${String(row.parent)}: row ${String(row.rowid)}`),
    ],
    checked,
    rows,
    hashes,
  }
}

function readable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
