import { quoteLiteral } from '../../../database/postgres/quote.ts'
import type { Constraint, ReferentialAction } from '../../definition.ts'
import { manyFacts, type Reader } from '../source.ts'
import { optionsOf } from './options.ts'
import { ownObject, scope } from './scope.ts'

type Action = 'a' | 'r' | 'c' | 'n' | 'd'

interface ConstraintFact {
  readonly relation: number
  readonly name: string
  readonly type: 'p' | 'u' | 'f' | 'c' | 'x'
  readonly deferrable: boolean
  readonly deferred: boolean
  readonly valid: boolean
  readonly enforced: boolean
  readonly inherited: boolean
  readonly keyOfWhole: string | null
  readonly noInherit: boolean
  readonly period: boolean
  readonly nullsNotDistinct: boolean | null
  readonly columns: readonly string[] | null
  readonly schema: string | null
  readonly table: string | null
  readonly references: readonly string[] | null
  readonly full: boolean
  readonly onUpdate: Action | ' '
  readonly onDelete: Action | ' '
  readonly expression: string | null
  readonly method: string | null
  readonly elements: readonly { column: string | null; expression: string; operator: string }[] | null
  readonly predicate: string | null
  readonly definition: string
  readonly options: readonly string[] | null
}

function names(relation: string, numbers: string): string {
  return `(
    select pg_catalog.json_agg(a.attname order by part.position)
    from pg_catalog.unnest(${numbers}) with ordinality as part(number, position)
    join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = part.number
  )`
}

/**
 * `version` is the server's number, as 180000: some columns came late. A foreign key to a partitioned table is kept once
 * more for each of its partitions; those copies on the same table are part of it.
 */
function query(version: number): string {
  return `${scope}
select pg_catalog.json_build_object(
  'relation', k.conrelid::bigint,
  'name', k.conname,
  'type', k.contype,
  'deferrable', k.condeferrable,
  'deferred', k.condeferred,
  'valid', k.convalidated,
  'enforced', ${version >= 180000 ? 'k.conenforced' : 'true'},
  'inherited', k.conparentid <> 0 or not k.conislocal,
  'keyOfWhole', case when k.contype in ('p', 'u', 'x') then (
    select whole.conname from pg_catalog.pg_constraint whole where whole.oid = k.conparentid
  ) end,
  'noInherit', k.connoinherit,
  'period', ${version >= 180000 ? 'k.conperiod' : 'false'},
  'nullsNotDistinct', ${version >= 150000 ? 'i.indnullsnotdistinct' : 'false'},
  'columns', ${names('k.conrelid', 'k.conkey')},
  'schema', fn.nspname,
  'table', f.relname,
  'references', ${names('k.confrelid', 'k.confkey')},
  'full', k.confmatchtype = 'f',
  'onUpdate', k.confupdtype,
  'onDelete', k.confdeltype,
  'expression', case when k.contype = 'c' then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end,
  'method', am.amname,
  'elements', case when k.contype = 'x' then (
    select pg_catalog.json_agg(pg_catalog.json_build_object(
      'column', a.attname,
      'expression', pg_catalog.pg_get_indexdef(i.indexrelid, x.position::int, false),
      'operator', o.oprname
    ) order by x.position)
    from rows from (pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(k.conexclop)) with ordinality as x(number, operator, position)
    join pg_catalog.pg_operator o on o.oid = x.operator
    left join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.number and x.number <> 0
  ) end,
  'predicate', case when k.contype = 'x' then pg_catalog.pg_get_expr(i.indpred, i.indrelid) end,
  'definition', pg_catalog.pg_get_constraintdef(k.oid),
  'options', case when k.contype in ('p', 'u') then ic.reloptions end
)::text as fact
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join scope n on n.oid = c.relnamespace
left join pg_catalog.pg_constraint whole on whole.oid = k.conparentid and whole.conrelid = k.conrelid
left join pg_catalog.pg_class f on f.oid = k.confrelid
left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
left join pg_catalog.pg_class ic on ic.oid = i.indexrelid
left join pg_catalog.pg_am am on am.oid = ic.relam
where k.contype in ('p', 'u', 'f', 'c', 'x') and whole.oid is null and ${ownObject('pg_class', 'c.oid')}
order by k.conrelid, k.contype = 'p' desc, k.conname collate "C", f.relname collate "C"`
}

/** Constraints by the relation that they are on. */
export async function readConstraints(
  source: Reader,
  schemas: string | null,
  version: number,
): Promise<Map<number, Constraint[]>> {
  const byRelation = new Map<number, Constraint[]>()
  for (const fact of await manyFacts<ConstraintFact>(source, query(version), [schemas])) {
    const list = byRelation.get(fact.relation) ?? []
    list.push(constraint(fact))
    byRelation.set(fact.relation, list)
  }
  return byRelation
}

function constraint(fact: ConstraintFact): Constraint {
  const { name, deferrable, valid, enforced, inherited, keyOfWhole, noInherit } = fact
  const definition = written(fact)
  const deferral = { deferrable, initiallyDeferred: fact.deferred }
  const columns = fact.columns ?? []
  switch (fact.type) {
    case 'p':
    case 'u':
      return {
        kind: fact.type === 'p' ? 'primary key' : 'unique',
        name,
        columns,
        ...deferral,
        nullsNotDistinct: fact.nullsNotDistinct ?? false,
        withoutOverlaps: fact.period,
        inherited,
        keyOfWhole,
        definition,
      }
    case 'f':
      return {
        kind: 'foreign key',
        name,
        columns,
        references: { schema: fact.schema ?? '', name: fact.table ?? '', columns: fact.references ?? [] },
        match: fact.full ? 'full' : 'simple',
        onUpdate: action(fact.onUpdate),
        onDelete: action(fact.onDelete),
        ...deferral,
        valid,
        enforced,
        inherited,
        keyOfWhole,
        period: fact.period,
        definition,
      }
    case 'c':
      return {
        kind: 'check',
        name,
        expression: fact.expression ?? '',
        valid,
        enforced,
        inherited,
        keyOfWhole,
        noInherit,
        definition,
      }
    case 'x':
      return {
        kind: 'exclusion',
        name,
        method: fact.method ?? 'gist',
        ...deferral,
        elements: (fact.elements ?? []).map(({ column, expression, operator }) =>
          column === null ? { expression, operator } : { column, operator },
        ),
        predicate: fact.predicate,
        inherited,
        keyOfWhole,
        definition,
      }
  }
}

/** The engine leaves the storage parameters of a key's index out of what it writes of the key. */
function written({ definition, options }: ConstraintFact): string {
  if (options === null) return definition
  const values = Object.entries(optionsOf(options)).map(([name, value]) => `${name}=${quoteLiteral(value)}`)
  return definition.replace(
    /( NOT DEFERRABLE| DEFERRABLE| INITIALLY DEFERRED)*$/,
    (end) => ` WITH (${values.join(', ')})${end}`,
  )
}

function action(code: Action | ' '): ReferentialAction {
  switch (code) {
    case 'r':
      return 'restrict'
    case 'c':
      return 'cascade'
    case 'n':
      return 'set null'
    case 'd':
      return 'set default'
    case 'a':
    case ' ':
      return 'no action'
  }
}
