import { type Lock, lockModes } from '../../src/catalog/migration/step.ts'
import { strongestLocks } from '../../src/catalog/migration/strongest-locks.ts'
import type { Session } from '../../src/database/adapter.ts'

export interface Relation {
  readonly oid: string
  readonly schema: string
  readonly name: string
}

const locks = `select relation::text as oid, mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation'`

/** The strongest lock that the session holds on each of the relations. */
export async function observedLocks(session: Session, relations: ReadonlyMap<string, Relation>): Promise<Lock[]> {
  const held = await session.query<{ oid: string; mode: string }>(locks)
  const found = held.flatMap(({ oid, mode }): Lock[] => {
    const relation = relations.get(oid)
    const name = lockModes.find((one) => `${one.replaceAll(' ', '').toLowerCase()}lock` === mode.toLowerCase())
    if (relation === undefined || name === undefined) return []
    return [{ relation: { schema: relation.schema, name: relation.name }, mode: name }]
  })
  return sorted(strongestLocks(found))
}

/** A statement that fails is told with its error. */
export async function execute(session: Session, statement: string): Promise<void> {
  try {
    await session.execute(statement)
  } catch (cause) {
    throw new Error(`${String(cause)}\n${statement}`, { cause })
  }
}

export function sorted(found: readonly Lock[]): Lock[] {
  const key = ({ relation: { schema, name }, mode }: Lock) => `${schema}.${name} ${mode}`
  return [...found].sort((one, other) => (key(one) < key(other) ? -1 : 1))
}
