import { checkedRules } from '../../anonymize/privacy/privacy-rules.ts'
import { UnderstudyError } from '../../errors.ts'
import type { ColumnModel, ColumnPattern, DataPatterns, EntityPattern } from '../data-patterns.ts'
import { personalKinds } from '../learn/personal-kinds.ts'

/**
 * The patterns as privacy rules (of the shape of PrivacyRules) leave them: of a field that they name no value of the sample is left, not even one that
 * many rows share. Numbers and times are drawn anew in any case.
 */
export function privatePatterns(patterns: DataPatterns, rules: unknown): DataPatterns {
  const { piiFields } = checkedRules(rules)
  const known = patterns.entities.flatMap(({ name, columns }) =>
    columns.flatMap((column) => [column.name, `${name}.${column.name}`]),
  )
  const unknown = piiFields.filter((field) => !known.includes(field))
  if (unknown.length > 0)
    throw new UnderstudyError('POLICY_MISMATCH', {
      operation: 'apply the privacy rules',
      at: unknown[0]!,
      message: `the patterns have no column ${unknown.map((field) => JSON.stringify(field)).join(', ')}`,
      hint: 'Name columns as column, or as entity.column.',
    })
  const named = (entity: string, column: string): boolean =>
    piiFields.includes(column) || piiFields.includes(`${entity}.${column}`)
  return {
    ...patterns,
    entities: patterns.entities.map((entity) => privateEntity(entity, (column) => named(entity.name, column))),
  }
}

function privateEntity(entity: EntityPattern, isPrivate: (column: string) => boolean): EntityPattern {
  const gone = new Set(
    entity.columns
      .filter(({ name, model }) => isPrivate(name) && (model.model === 'category' || model.model === 'constant'))
      .map(({ name }) => name),
  )
  const columns = entity.columns.map((column) => {
    return gone.has(column.name) ? { ...column, model: freshModel(column) } : column
  })
  const bases = columns.filter(
    ({ model }) => 'base' in model && model.base?.terms.some(({ column }) => gone.has(column)),
  )
  return {
    ...entity,
    columns: columns.map((column) => (bases.includes(column) ? withoutTerms(column, gone) : column)),
    network: {
      nodes: entity.network.nodes.flatMap((node) => {
        const column = columns.find(({ name }) => name === node.column)
        if (gone.has(node.column) && column?.nullShare === 0) return []
        const nodes = gone.has(node.column) ? [presenceOf(node)] : [node]
        return nodes.map((one) => withoutParents(one, gone))
      }),
    },
    functionalDependencies: entity.functionalDependencies.filter(
      ({ from, to }) => !gone.has(to) && !from.some((name) => gone.has(name)),
    ),
  }
}

type Node = EntityPattern['network']['nodes'][number]

/** Only whether there is a value. */
function presenceOf(node: Node): Node {
  const { exact: _, ...rest } = node
  return {
    ...rest,
    levels: 2,
    table: node.table.map(({ when, weights }) => ({
      when,
      weights: [weights[0] ?? 0, weights.slice(1).reduce((sum, one) => sum + one, 0)],
    })),
  }
}

/** Levels of a column that is gone say nothing any more: what depends on them goes by the rest. */
function withoutParents(node: Node, gone: ReadonlySet<string>): Node {
  const keeps = node.parents.map(({ column, through }) => through !== undefined || !gone.has(column))
  if (keeps.every((one) => one)) return node
  const { exact: _, ...rest } = node
  if (keeps[0])
    return { ...rest, parents: node.parents.slice(0, 1), table: node.table.filter(({ when }) => when.length < 2) }
  if (!keeps[1]) return { ...rest, parents: [], table: node.table.filter(({ when }) => when.length === 0) }
  const rows = new Map<number, number[]>()
  for (const { when, weights } of node.table) {
    if (when.length < 2) continue
    const sums = rows.get(when[1]!) ?? []
    weights.forEach((weight, i) => {
      sums[i] = (sums[i] ?? 0) + weight
    })
    rows.set(when[1]!, sums)
  }
  return {
    ...rest,
    parents: node.parents.slice(1),
    table: [
      ...node.table.filter(({ when }) => when.length === 0),
      ...[...rows].map(([level, weights]) => ({ when: [level], weights })),
    ],
  }
}

function withoutTerms(column: ColumnPattern, gone: ReadonlySet<string>): ColumnPattern {
  const { model } = column
  if ((model.model !== 'number' && model.model !== 'time') || !model.base) return column
  const terms = model.base.terms.filter(({ column: name }) => !gone.has(name))
  return { ...column, model: { ...model, base: { ...model.base, terms } } }
}

function freshModel({ personal, type, maxLength }: ColumnPattern): ColumnModel {
  const kinds: Readonly<Record<string, string | undefined>> = personalKinds
  if (type === 'boolean') return { model: 'kind', kind: 'boolean' }
  if (type === 'integer' || type === 'decimal' || type === 'float')
    return { model: 'shape', shapes: [{ shape: '999', weight: 1 }] }
  const kind = personal === undefined ? undefined : kinds[personal]
  return kind === undefined || (maxLength !== undefined && maxLength < 6)
    ? { model: 'shape', shapes: [{ shape: 'aaaaaa'.slice(0, maxLength ?? 6), weight: 1 }] }
    : { model: 'kind', kind }
}
