import type { MaskingKey } from '../anonymize/key/masking-key.ts'
import { compilePolicy } from '../anonymize/policy/compile-policy.ts'
import type { MaskingPolicy } from '../anonymize/policy.ts'
import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { maskingSchemaOf } from '../catalog/masking/masking-schema-of.ts'
import { clonedDefinition } from '../clone/plan/cloned-definition.ts'
import { readTargetServer } from '../clone/plan/read-target-server.ts'
import type { VerificationCheck } from '../clone/verification.ts'
import { checkTarget } from '../clone/verify/check-target.ts'
import { verifyClone } from '../clone/verify/verify-clone.ts'
import type { Session } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { refuseAborted } from '../database/lane.ts'
import { messageOf, UnderstudyError } from '../errors.ts'
import { openGuardedSource } from '../safety/open-guarded-source.ts'
import { type LookedAt, type LookOptions, openToLook } from './open-to-look.ts'
import type { Check, ValidationResult } from './validation-result.ts'

export interface ValidateOptions extends LookOptions {
  /** What the environment was cloned from, and how: then it is held against that too. */
  readonly source?: ValidateSource | undefined
  readonly signal?: AbortSignal | undefined
  /** What is looked at now. */
  readonly onStep?: ((title: string) => void) | undefined
}

export interface ValidateSource {
  readonly url: string
  /** Null where the URL is known as nothing, and so counts as production. */
  readonly environment?: { readonly name: string; readonly type: string } | undefined
  readonly policy: MaskingPolicy
  readonly key?: MaskingKey | undefined
}

/**
 * Whether what is in an environment holds together: constraints that are declared really hold, no row refers to
 * nothing, sequences are ahead. With a source and its policy also whether all rows came, and no original value did.
 */
export async function validateEnvironment(
  environment: LookedAt,
  options: ValidateOptions = {},
): Promise<ValidationResult> {
  const at = new Date()
  const started = performance.now()
  const checks = await checksOf(environment, options).catch((thrown: unknown): Check[] => {
    refuseAborted(options.signal)
    if (thrown instanceof UnderstudyError && thrown.code !== 'CONNECTION_FAILED' && thrown.code !== 'CONNECTION_LOST')
      throw thrown
    const milliseconds = performance.now() - started
    return [{ name: 'it can be read', outcome: 'failed', message: messageOf(thrown), milliseconds }]
  })
  return { environment: environment.name, at, valid: checks.every(({ outcome }) => outcome !== 'failed'), checks }
}

async function checksOf(environment: LookedAt, { source, signal, onStep, ...look }: ValidateOptions): Promise<Check[]> {
  if (source) return await againstSource(environment, source, look, { signal, onStep })
  await using looking = await openToLook(environment, { ...look, signal })
  return await looking.read(
    async (session) => {
      const definition = await analyzeSchema(session)
      onStep?.('constraints, orphans, sequences')
      const checks: Check[] = []
      let before = performance.now()
      for await (const check of checkTarget(session, definition, { signal, guarded: looking.guarded })) {
        const now = performance.now()
        checks.push(checkOf(check, now - before))
        before = now
      }
      return checks
    },
    { signal },
  )
}

async function againstSource(
  { name, type, databaseUrl: url }: LookedAt,
  { url: from, environment, policy, key }: ValidateSource,
  { waive = [], ...look }: LookOptions,
  { signal, onStep }: Pick<ValidateOptions, 'signal' | 'onStep'>,
): Promise<Check[]> {
  if (type === 'production') throw noClone(name)
  await using source = await openGuardedSource(from, { ...look, waivers: waive, signal, environment })
  const schema = await source.session((session) => analyzeSchema(session))
  const compiled = compilePolicy(policy, maskingSchemaOf(schema), { key, dialect: schema.engine })
  const expected = await expectedOf(url, schema)
  const report = await verifyClone({
    source,
    schema,
    expected,
    policy: compiled,
    target: url,
    selections: new Map(),
    references: policy.references,
    signal,
    onStep,
  })
  return report.checks.map((check) => checkOf(check, 0))
}

function noClone(name: string): UnderstudyError {
  return new UnderstudyError('TARGET_REFUSED', {
    operation: 'validate',
    message: `${name} is registered as production, and so is no clone of anything`,
    hint: 'Swap the two, or leave the source out.',
    details: { stands: 'nothing was changed' },
  })
}

/** A target of another engine cannot have the source's schema: it is held against itself. */
async function expectedOf(url: string, schema: SchemaDefinition): Promise<SchemaDefinition> {
  await using database = await connect(url, { create: false, maxConnections: 1 })
  const read = async (session: Session) => {
    const found = await analyzeSchema(session)
    if (found.engine !== schema.engine) return found
    return schema.engine === 'postgres' ? clonedDefinition(schema, await readTargetServer(session)).definition : schema
  }
  return await database.session(read)
}

function checkOf({ kind, table, column, passed, message }: VerificationCheck, milliseconds: number): Check {
  const about = [table, column].filter((part) => part !== undefined && part !== '').join('.')
  const outcome = passed ? 'passed' : 'failed'
  return { name: about === '' ? kind : `${kind}: ${about}`, outcome, message, milliseconds }
}
