import type { Domain } from './expression/domain.ts'
import type { Dialect } from './expression/term.ts'
import type { Problem } from './problem.ts'
import { domainsOf } from './validation/contradictions.ts'
import { readDraft } from './validation/draft.ts'
import { saidBy } from './validation/entity-domains.ts'
import { readExpressions } from './validation/expressions.ts'
import { fieldProblems, type KindContext } from './validation/fields.ts'
import { keyProblems } from './validation/keys.ts'
import { nameProblems } from './validation/names.ts'
import { orderingProblems } from './validation/orderings.ts'
import { referenceProblems } from './validation/references.ts'
import { viewOf } from './validation/view.ts'
import { type KindCapacity, volumeProblems } from './validation/volume.ts'

export interface ValidationResult {
  readonly valid: boolean
  readonly problems: readonly Problem[]
}

export interface ValidationContext extends KindContext {
  /** How many distinct values the field's kind can make; undefined where that is not known. */
  readonly kindCapacity?: KindCapacity | undefined
  /** Whose rules expressions follow where engines differ. Default postgres. */
  readonly dialect?: Dialect | undefined
}

/** All that is wrong with a schema, at once. What is malformed is reported and left aside while the rest is looked at. */
export function validateSchema(
  input: unknown,
  { kindCapacity, dialect = 'postgres', ...kinds }: ValidationContext = {},
): ValidationResult {
  const draft = readDraft(input)
  const view = viewOf(draft)
  const { expressions, problems: ofExpressions } = readExpressions(view, dialect)
  const problems = [
    ...draft.problems,
    ...nameProblems(view),
    ...referenceProblems(view),
    ...fieldProblems(view, kinds),
    ...ofExpressions,
    ...keyProblems(view),
  ]
  const reported = new Set(draft.problems.map(({ path }) => path))
  const domains = new Map<string, ReadonlyMap<string, Domain>>()
  for (const entity of view.entities.values()) {
    const said = saidBy(entity, expressions, dialect)
    const found = domainsOf(entity, said, { expressions, dialect, reported })
    domains.set(entity.definition.name, found.domains)
    problems.push(...found.problems, ...orderingProblems(entity, said, found.domains))
  }
  problems.push(...volumeProblems(view, domains, kindCapacity))
  return { valid: problems.length === 0, problems }
}
