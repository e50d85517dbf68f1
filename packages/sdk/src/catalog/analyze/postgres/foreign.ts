import type { ForeignDataWrapper, ForeignServer, Options, UserMapping } from '../../foreign.ts'
import { facts, type Reader } from '../source.ts'
import { optionsOf } from './options.ts'
import { ownObject, scope } from './scope.ts'

type AsListed<Named extends { readonly options: Options }> = Omit<Named, 'options'> & {
  readonly options: readonly string[] | null
}

const wrapperQuery = `${scope}
select pg_catalog.json_build_object(
  'name', o.fdwname,
  'handler', case when o.fdwhandler <> 0 then o.fdwhandler::regproc::text end,
  'validator', case when o.fdwvalidator <> 0 then o.fdwvalidator::regproc::text end,
  'options', o.fdwoptions
)::text as fact
from pg_catalog.pg_foreign_data_wrapper o
where ${ownObject('pg_foreign_data_wrapper', 'o.oid')}
order by o.fdwname collate "C"`

const serverQuery = `${scope}
select pg_catalog.json_build_object(
  'name', o.srvname,
  'wrapper', w.fdwname,
  'type', o.srvtype,
  'version', o.srvversion,
  'options', o.srvoptions
)::text as fact
from pg_catalog.pg_foreign_server o
join pg_catalog.pg_foreign_data_wrapper w on w.oid = o.srvfdw
where ${ownObject('pg_foreign_server', 'o.oid')}
order by o.srvname collate "C"`

/** The view shows options only to those who may know them; the catalog behind it is closed to most roles. */
const mappingQuery = `${scope}
select pg_catalog.json_build_object(
  'server', o.srvname,
  'role', case when o.umuser <> 0 then o.usename end,
  'optionNames', coalesce((
    select pg_catalog.json_agg(name order by name collate "C")
    from (select pg_catalog.split_part(option, '=', 1) as name from pg_catalog.unnest(o.umoptions) as option) names
  ), '[]')
)::text as fact
from pg_catalog.pg_user_mappings o
where ${ownObject('pg_foreign_server', 'o.srvid')}
order by o.srvname collate "C", o.usename collate "C"`

export async function readForeignDataWrappers(source: Reader, schemas: string | null): Promise<ForeignDataWrapper[]> {
  return withOptions(await facts<AsListed<ForeignDataWrapper>>(source, wrapperQuery, [schemas]))
}

export async function readForeignServers(source: Reader, schemas: string | null): Promise<ForeignServer[]> {
  return withOptions(await facts<AsListed<ForeignServer>>(source, serverQuery, [schemas]))
}

export async function readUserMappings(source: Reader, schemas: string | null): Promise<UserMapping[]> {
  return facts(source, mappingQuery, [schemas])
}

function withOptions<Listed extends { readonly options: readonly string[] | null }>(found: readonly Listed[]) {
  return found.map((one) => ({ ...one, options: optionsOf(one.options) }))
}
