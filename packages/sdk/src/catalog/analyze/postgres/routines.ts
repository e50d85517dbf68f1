import type { Routine } from '../../routine.ts'
import { facts, type Reader } from '../source.ts'
import { type AggregateFact, aggregateDefinition, aggregateFact } from './aggregates.ts'
import { ownObject, scope } from './scope.ts'

interface RoutineFact extends Omit<Routine, 'definition'> {
  readonly definition: string | null
  readonly aggregate: AggregateFact | null
}

/** Kinds of routines by pg_proc.prokind; a window function is a function. */
export const routineKind = `case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end`

/**
 * The types by which the catalog itself tells routines of one name apart. An aggregate that takes nothing is named with
 * a star.
 */
export const routineArgumentTypes = `case when p.prokind = 'a' and p.pronargs = 0 then '*' else coalesce((
    select pg_catalog.string_agg(pg_catalog.format_type(argument.type, null), ', ' order by argument.position)
    from pg_catalog.unnest(p.proargtypes::oid[]) with ordinality as argument(type, position)
  ), '') end`

/** The functions that make ranges come with their type, and are part of it. */
const query = `${scope}
select pg_catalog.json_build_object(
  'kind', ${routineKind},
  'schema', n.nspname,
  'name', p.proname,
  'argumentTypes', ${routineArgumentTypes},
  'arguments', pg_catalog.pg_get_function_arguments(p.oid),
  'returns', pg_catalog.pg_get_function_result(p.oid),
  'argumentNames', coalesce((
    select pg_catalog.json_agg(nullif(p.proargnames[position], '') order by position)
    from pg_catalog.generate_series(1, coalesce(pg_catalog.array_length(p.proallargtypes, 1), p.pronargs)) as position
  ), '[]'),
  'defaults', p.pronargdefaults,
  'language', l.lanname,
  'definition', case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end,
  'body', case when p.prosqlbody is null and l.lanname not in ('c', 'internal') then p.prosrc end,
  'aggregate', ${aggregateFact}
)::text as fact
from pg_catalog.pg_proc p
join scope n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
left join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
where ${ownObject('pg_proc', 'p.oid')} and not exists (
  select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i'
)
order by n.nspname collate "C", p.proname collate "C", pg_catalog.pg_get_function_identity_arguments(p.oid) collate "C"`

export async function readRoutines(source: Reader, schemas: string | null): Promise<Routine[]> {
  const found = await facts<RoutineFact>(source, query, [schemas])
  return found.map(({ aggregate, definition, ...routine }) => ({
    ...routine,
    definition: aggregate === null ? (definition ?? '') : aggregateDefinition(routine, aggregate),
  }))
}
