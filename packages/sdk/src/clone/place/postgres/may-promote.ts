import type { Session } from '../../../database/adapter.ts'
import { quoteIdentifier } from '../../../database/postgres/quote.ts'
import { UnderstudyError } from '../../../errors.ts'

const query = `
  select pg_catalog.pg_is_in_recovery() as standby, pg_catalog.current_setting('transaction_read_only') = 'on' as closed,
    r.rolname as role, r.rolsuper or r.rolcreatedb as creates, d.oid is not null as exists,
    o.rolname as owner, d.oid is null or pg_catalog.pg_has_role(d.datdba, 'usage') as owns
  from pg_catalog.pg_roles r left join pg_catalog.pg_database d on datname = $1
  left join pg_catalog.pg_roles o on o.oid = datdba
  where r.rolname = current_user`

interface Rights {
  readonly standby: boolean
  readonly closed: boolean
  readonly role: string
  readonly creates: boolean
  readonly owner: string | null
  readonly owns: boolean
}

/** Refuses a server that takes no writes, and a role that could not make the staging database or not rename the target, with what would let it. */
export async function refuseUnlessMayPromote(server: Session, target: string): Promise<void> {
  const [row] = await server.query<Rights>(query, [target])
  if (!row) throw new Error('A session has a role.')
  if (row.closed) throw closedTo(row)
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

function closedTo({ role, standby }: Rights): UnderstudyError {
  return new UnderstudyError('TARGET_REFUSED', {
    operation: 'open the target',
    message: standby
      ? 'The server of the target is a standby: nothing can be written there'
      : `The sessions of the role ${role} are read-only on the server of the target`,
    hint: standby ? 'Give the URL of its primary.' : 'Use another role, or take default_transaction_read_only from it.',
    details: { stands: 'nothing was changed' },
  })
}
