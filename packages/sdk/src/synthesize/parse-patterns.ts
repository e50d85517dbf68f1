import { messageOf, UnderstudyError } from '../errors.ts'
import { type DataPatterns, dataPatternsSchema, type EntityPattern } from './data-patterns.ts'
import { levelCountOf } from './level-count.ts'

const operation = 'read the patterns'

interface Problem {
  readonly path: string
  readonly message: string
}

/** Patterns out of a file's text, or out of what was read of one. Throws PATTERNS_INVALID with every place that is wrong. */
export function parsePatterns(input: unknown): DataPatterns {
  const parsed = dataPatternsSchema.safeParse(typeof input === 'string' ? read(input) : input)
  if (!parsed.success)
    throw invalid(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
  const problems = [
    ...parsed.data.entities.flatMap((entity) => entityProblems(entity, parsed.data)),
    ...relationshipProblems(parsed.data),
  ]
  if (problems.length > 0) throw invalid(problems)
  const { $schema: _, ...patterns } = parsed.data
  return patterns
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new UnderstudyError('PATTERNS_INVALID', {
      operation,
      message: `the patterns are no JSON: ${messageOf(thrown)}`,
    })
  }
}

function invalid(problems: readonly Problem[]): UnderstudyError {
  const shown = problems.slice(0, 10).map(({ path, message }) => `${path} ${message}`)
  const rest = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return new UnderstudyError('PATTERNS_INVALID', {
    operation,
    at: problems[0]?.path ?? '',
    message: `the patterns are invalid: ${shown.join('; ')}${rest}`,
    details: { problems },
  })
}

/** What a schema of its shape can't say: that a network draws each column after its parents, and from levels that there are. */
function entityProblems(entity: EntityPattern, patterns: DataPatterns): Problem[] {
  const problems: Problem[] = []
  const columns = new Map(entity.columns.map((column) => [column.name, column]))
  const drawn = new Set<string>()
  /** Times that a sequence makes, not the network. */
  const ordered = new Set(entity.sequences.map(({ order }) => order))
  const at = (...parts: string[]): string => [entity.name, ...parts].join('.')
  const unknown = (name: string, path: string): void => {
    if (!columns.has(name)) problems.push({ path, message: `there is no column ${JSON.stringify(name)}` })
  }
  if (columns.size < entity.columns.length) problems.push({ path: at('columns'), message: 'two columns have one name' })
  for (const { column, parents, levels, table } of entity.network.nodes) {
    const path = at('network', column)
    const pattern = columns.get(column)
    if (!pattern || drawn.has(column)) {
      problems.push({ path, message: pattern ? 'it is drawn twice' : 'there is no such column' })
      continue
    }
    if (levelCountOf(pattern) !== levels)
      problems.push({ path, message: `it has ${levels} levels, and its model ${levelCountOf(pattern)}` })
    for (const parent of parents)
      if (parent.through === undefined && !drawn.has(parent.column))
        problems.push({ path, message: `its parent ${JSON.stringify(parent.column)} is not drawn before it` })
      else if (parent.through !== undefined && !leadsTo(patterns, entity.name, parent.through, parent.column))
        problems.push({
          path,
          message: `no relationship by ${JSON.stringify(parent.through)} leads to a drawn column ${JSON.stringify(parent.column)}`,
        })
    if (!table.some(({ when }) => when.length === 0)) problems.push({ path, message: 'it has no row without `when`' })
    if (table.some(({ when }) => when.length > parents.length))
      problems.push({ path, message: 'a row names more levels than there are parents' })
    if (table.some(({ weights }) => weights.length > levels))
      problems.push({ path, message: `a row has more than ${levels} weights` })
    const model = pattern.model
    if ('base' in model && model.base)
      for (const term of model.base.terms)
        if (!drawn.has(term.column) && !ordered.has(term.column))
          problems.push({ path, message: `its base ${JSON.stringify(term.column)} is not drawn before it` })
    drawn.add(column)
  }
  for (const { name, model } of entity.columns)
    if (
      (model.model === 'category' || model.model === 'number' || model.model === 'time') &&
      !drawn.has(name) &&
      !ordered.has(name)
    )
      problems.push({ path: at('network'), message: `the column ${JSON.stringify(name)} is not drawn` })
  for (const { key, order, state } of entity.sequences)
    for (const name of [...key, order, state]) unknown(name, at('sequences'))
  for (const name of entity.primaryKey ?? []) unknown(name, at('primaryKey'))
  for (const set of entity.uniqueTogether ?? []) for (const name of set) unknown(name, at('uniqueTogether'))
  for (const { columns: names } of entity.orderings) for (const name of names) unknown(name, at('orderings'))
  return problems
}

function leadsTo(patterns: DataPatterns, child: string, through: string, column: string): boolean {
  const found = patterns.relationships.find((one) => one.child.entity === child && one.child.fields.join() === through)
  const parent = patterns.entities.find(({ name }) => name === found?.parent.entity)
  return parent?.network.nodes.some((node) => node.column === column) ?? false
}

function relationshipProblems({ entities, relationships }: DataPatterns): Problem[] {
  const has = (entity: string, field: string): boolean =>
    entities.find(({ name }) => name === entity)?.columns.some(({ name }) => name === field) ?? false
  return relationships.flatMap(({ parent, child }, i) => [
    ...[parent, child].flatMap(({ entity, fields }) =>
      fields
        .filter((field) => !has(entity, field))
        .map((field) => ({ path: `relationships.${i}`, message: `there is no ${entity}.${field}` })),
    ),
    ...(parent.fields.length === child.fields.length
      ? []
      : [{ path: `relationships.${i}`, message: 'both sides have as many fields' }]),
  ])
}
