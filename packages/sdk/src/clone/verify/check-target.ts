import type { SoftReference } from '../../anonymize/policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import type { VerificationCheck } from '../verification.ts'
import { checkConstraints } from './check-constraints.ts'
import { checkOrphans } from './check-orphans.ts'
import { checkSequences } from './check-sequences.ts'
import { readAlike } from './read-back.ts'

export interface CheckTargetOptions {
  readonly references?: readonly SoftReference[] | undefined
  readonly signal?: AbortSignal | undefined
  /** Whether the session is of a guarded source, which reads as it should and lets nobody set anything. */
  readonly guarded?: boolean | undefined
}

/**
 * What a database can be asked without knowing what it was made of: constraints that really hold, rows that point at
 * nothing, sequences that are ahead. It sets what it needs for the session, which should be nobody else's.
 */
export async function* checkTarget(
  session: Session,
  definition: SchemaDefinition,
  { references = [], signal, guarded = false }: CheckTargetOptions = {},
): AsyncGenerator<VerificationCheck> {
  if (!guarded) await readAlike(session, definition)
  yield* checkConstraints(session, definition, signal)
  yield* checkOrphans(session, definition, references, async () => 0, signal)
  yield* checkSequences(session, definition, signal)
}
