import type { Session } from '../../../database/adapter.ts'
import { quoteIdentifier } from '../../../database/postgres/quote.ts'
import { UnderstudyError } from '../../../errors.ts'

const query = `
  select r.rolname as role, r.rolsuper or r.rolcreatedb as creates, d.oid is not null as exists,
    o.rolname as owner, d.oid is null or pg_catalog.pg_has_role(d.datdba, 'usage') as owns
  from pg_catalog.pg_roles r left join pg_catalog.pg_database d on datname = $1
  left join pg_catalog.pg_roles o on o.oid = datdba
  where r.rolname = current_user`

/** Refuses a role that could not make the staging database or not rename the target, with what would let it. */
export async function refuseUnlessMayPromote(server: Session, target: string): Promise<void> {
  const [row] = await server.query<{ role: string; creates: boolean; owner: string | null; owns: boolean }>(query, [
    target,
  ])
  if (!row) throw new Error('A session has a role.')
  const role = quoteIdentifier(row.role)
  const lacks = [
    ...(row.creates ? [] : [{ what: 'may not create databases', run: `ALTER ROLE ${role} CREATEDB` }]),
    ...(row.owns || row.owner === null
      ? []
      : [{ what: `does not own the database ${target}`, run: `GRANT ${quoteIdentifier(row.owner)} TO ${role}` }]),
  ]
  if (lacks.length === 0) return
  throw new UnderstudyError('PERMISSION_DENIED', {
    operation: 'open the target',
    message: `The role ${row.role} ${lacks.map(({ what }) => what).join(', and ')}; both are needed to replace a database in one step`,
    hint: `Let somebody who may run: ${lacks.map(({ run }) => `${run};`).join(' ')}`,
    details: { stands: 'nothing was changed' },
  })
}
