/**
 * Common start of every catalog query: the schemas that are read, `$1` being a JSON list of names or null for all, and
 * the objects that belong to an extension, which stand for themselves.
 */
export const scope = `
with scope as (
  select oid, nspname
  from pg_catalog.pg_namespace
  where nspname !~ '^pg_' and nspname <> 'information_schema'
    and ($1::text is null or nspname in (select pg_catalog.json_array_elements_text($1::json)))
), extended as (
  select classid, objid from pg_catalog.pg_depend where deptype = 'e' and refclassid = 'pg_catalog.pg_extension'::regclass
)`

/** A condition: the object is not part of an extension. */
export function ownObject(catalog: string, oid: string): string {
  return `not exists (select from extended where classid = 'pg_catalog.${catalog}'::regclass and objid = ${oid})`
}
