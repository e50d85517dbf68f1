import type { Engine } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { Isolation } from './world.ts'

const engines: Readonly<Record<Engine, readonly Isolation[]>> = {
  postgres: ['savepoint', 'clone', 'schema', 'rows'],
  pglite: ['savepoint', 'clone'],
  sqlite: ['image', 'file', 'rows'],
}

/** For an isolation that an engine, a role or a configuration cannot have. */
export function unsupported(isolation: Isolation, engine: Engine, reason?: string, hint?: string): UnderstudyError {
  return new UnderstudyError('ISOLATION_UNSUPPORTED', {
    operation: 'open a world',
    message: `There is no isolation "${isolation}" here: ${reason ?? `${engine} has ${engines[engine].join(', ')}`}`,
    ...(hint === undefined ? {} : { hint }),
    details: { isolation, engine, offered: engines[engine] },
  })
}
