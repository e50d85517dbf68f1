import type { Extension, Schema } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { scope } from './scope.ts'

export interface Server {
  readonly version: string
  readonly number: number
  readonly defaultSchema: string
}

const serverQuery = `
select pg_catalog.json_build_object(
  'version', pg_catalog.current_setting('server_version'),
  'number', pg_catalog.current_setting('server_version_num')::int,
  'defaultSchema', coalesce(pg_catalog.current_schema(), 'public')
)::text as fact`

const schemaQuery = `${scope}
select pg_catalog.json_build_object('name', nspname)::text as fact
from scope
order by nspname collate "C"`

const extensionQuery = `
select pg_catalog.json_build_object('name', e.extname, 'version', e.extversion, 'schema', n.nspname)::text as fact
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
order by e.extname collate "C"`

export async function readServer(source: Reader): Promise<Server> {
  const [server] = await facts<Server>(source, serverQuery)
  return server ?? { version: '', number: 0, defaultSchema: 'public' }
}

export async function readSchemas(source: Reader, schemas: string | null): Promise<Schema[]> {
  return facts(source, schemaQuery, [schemas])
}

export async function readExtensions(source: Reader): Promise<Extension[]> {
  return facts(source, extensionQuery)
}
