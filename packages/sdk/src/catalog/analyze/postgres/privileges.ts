/**
 * A JSON list of what `held` gives and `usual`, another access list, does not. Who granted it is no part of that, and two
 * who granted the same count as one.
 */
export function privilegesBeyond(held: string, usual: string): string {
  return `coalesce((
    select pg_catalog.json_agg(pg_catalog.json_build_object(
      'grantee', case when grantee <> 0 then pg_catalog.pg_get_userbyid(grantee) end,
      'privilege', privilege,
      'grantable', grantable
    ) order by grantee <> 0, pg_catalog.pg_get_userbyid(grantee) collate "C", privilege collate "C")
    from (${exploded(held)} except ${exploded(usual)}) beyond
  ), '[]')`
}

/** A JSON list of what `usual` gives and `held` does not at all. */
export function privilegesMissing(held: string, usual: string): string {
  return `coalesce((
    select pg_catalog.json_agg(pg_catalog.json_build_object(
      'grantee', case when grantee <> 0 then pg_catalog.pg_get_userbyid(grantee) end,
      'privilege', privilege,
      'grantable', grantable
    ) order by grantee <> 0, pg_catalog.pg_get_userbyid(grantee) collate "C", privilege collate "C")
    from (${exploded(usual)}) missing
    where not exists (
      select from pg_catalog.aclexplode(${held}) as item
      where item.grantee = missing.grantee and item.privilege_type = missing.privilege
    )
  ), '[]')`
}

function exploded(list: string): string {
  return `select item.grantee, item.privilege_type as privilege, pg_catalog.bool_or(item.is_grantable) as grantable
      from pg_catalog.aclexplode(${list}) as item group by 1, 2`
}
