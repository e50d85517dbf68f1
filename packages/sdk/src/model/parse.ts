import { UnderstudyError } from '../errors.ts'
import { expandRelationship, type PlainRelationship, primaryKeyOf } from './expand.ts'
import type { Problem } from './problem.ts'
import type { ConstraintDefinition, EntityDefinition, VolumeRule } from './schema.ts'
import { type Draft, readDraft } from './validation/draft.ts'
import { nameProblems } from './validation/names.ts'
import { referenceProblems } from './validation/references.ts'
import { viewOf } from './validation/view.ts'

export type { OneToRelationship, PolymorphicRelationship } from './expand.ts'

/** A schema with nothing left to guess: keys written out, joining entities made, lists where they were left out. */
export interface ParsedSchema {
  readonly name: string | undefined
  readonly locale: string | undefined
  readonly entities: readonly EntityDefinition[]
  readonly relationships: readonly PlainRelationship[]
  readonly constraints: readonly ConstraintDefinition[]
  readonly volume: { readonly rows: number | undefined; readonly entities: readonly VolumeRule[] }
}

const parsedAlready = new WeakSet<object>()

/**
 * Parses once at the edge: what comes out is trusted from there on, and given back as it is if parsed again. Throws
 * SCHEMA_INVALID with every malformed part, duplicate name and unknown reference; validateSchema finds what contradicts itself.
 */
export function parseSchema(input: unknown): ParsedSchema {
  if (isParsed(input)) return input
  const draft = readDraft(input)
  const view = viewOf(draft)
  const problems = [...draft.problems, ...nameProblems(view), ...referenceProblems(view)]
  if (problems.length > 0) throw invalidSchema(problems)
  const parsed = normalised(draft)
  parsedAlready.add(parsed)
  return parsed
}

function isParsed(input: unknown): input is ParsedSchema {
  return typeof input === 'object' && input !== null && parsedAlready.has(input)
}

/** One error for all of them. */
export function invalidSchema(problems: readonly Problem[]): UnderstudyError {
  const [first] = problems
  const shown = problems
    .slice(0, 10)
    .map(({ path, message }) => (message.startsWith(path) ? message : `${path}: ${message}`))
  const rest = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return new UnderstudyError('SCHEMA_INVALID', {
    operation: 'read schema',
    at: first?.path ?? '',
    message: `the schema is invalid: ${shown.join('; ')}${rest}`,
    ...(problems.length === 1 && first ? { hint: first.fix } : {}),
    details: { problems },
  })
}

function normalised(draft: Draft): ParsedSchema {
  const entities = new Map<string, EntityDefinition>()
  for (const { definition } of draft.entities) {
    const primaryKey = primaryKeyOf(definition)
    entities.set(definition.name, primaryKey ? { ...definition, primaryKey } : definition)
  }
  const relationships: PlainRelationship[] = []
  const constraints = draft.constraints.map(({ value }) => value)
  for (const { value } of draft.relationships) {
    const expansion = expandRelationship(value, (name) => entities.get(name))
    if (expansion.entity) entities.set(expansion.entity.name, expansion.entity)
    relationships.push(...expansion.relationships)
    constraints.push(...(expansion.constraints ?? []))
  }
  return {
    name: draft.name,
    locale: draft.locale,
    entities: [...entities.values()],
    relationships,
    constraints,
    volume: { rows: draft.rows, entities: draft.volume.map(({ value }) => value) },
  }
}
