import type { DefaultPrivileges } from '../../access.ts'
import { facts, type Reader } from '../source.ts'
import { privilegesBeyond, privilegesMissing } from './privileges.ts'

/**
 * What is said of one schema only adds to what is said of all; what is said of all stands in place of what is usual. The
 * usual list of a column is empty.
 */
const usual = `case when o.defaclnamespace = 0
    then pg_catalog.acldefault(case o.defaclobjtype when 'S' then 's' else o.defaclobjtype end, o.defaclrole)
    else pg_catalog.acldefault('c', o.defaclrole)
  end`

const query = `
select pg_catalog.json_build_object(
  'role', pg_catalog.pg_get_userbyid(o.defaclrole),
  'schema', n.nspname,
  'objects', case o.defaclobjtype
    when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas'
    else 'large objects'
  end,
  'granted', ${privilegesBeyond('o.defaclacl', usual)},
  'revoked', ${privilegesMissing('o.defaclacl', usual)}
)::text as fact
from pg_catalog.pg_default_acl o
left join pg_catalog.pg_namespace n on n.oid = o.defaclnamespace
where o.defaclnamespace = 0 or $1::text is null or n.nspname in (select pg_catalog.json_array_elements_text($1::json))
order by pg_catalog.pg_get_userbyid(o.defaclrole) collate "C", n.nspname collate "C" nulls first, o.defaclobjtype`

export async function readDefaultPrivileges(source: Reader, schemas: string | null): Promise<DefaultPrivileges[]> {
  return facts(source, query, [schemas])
}
