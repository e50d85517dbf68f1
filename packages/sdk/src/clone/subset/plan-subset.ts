import type { PolicyProblem } from '../../anonymize/policy/policy-problem.ts'
import type { Session } from '../../database/adapter.ts'
import { messageOf } from '../../errors.ts'
import { joinPath } from '../../model/problem.ts'
import type { RowSelection } from '../clone-plan.ts'
import { aliasOf } from './alias-of.ts'
import { conditionProblem } from './condition-problem.ts'
import { invalidSubset } from './parse-subset.ts'
import { selectionOf } from './selection-of.ts'
import type { Subset } from './subset-file.ts'
import { type SubsetGraph, subsetGraph } from './subset-graph.ts'
import type { SubsetInput } from './subset-input.ts'
import { SubsetWalk } from './subset-walk.ts'

const operation = 'plan subset'

/**
 * Which rows of each table a subset takes: the roots, the rows that refer to them as far as these are wanted, and every
 * row that any of those refers to. Nothing is made on the source, and nothing locked: keys are gathered here. Tables that
 * are copied whole are not in the result, those of which nothing is wanted are, with no rows.
 */
export async function planSubset(input: SubsetInput): Promise<ReadonlyMap<string, RowSelection>> {
  const { source, definition, subset, references = [], signal } = input
  const { graph, problems } = subsetGraph(definition, [
    ...references.map((one, at) => ({ ...one, at: `references[${at}] of the policy` })),
    ...subset.references.map((one, at) => ({ ...one, at: `references[${at}]` })),
  ])
  return await source.session(
    async (session) => {
      const all = [...problems, ...unknownTables(subset, graph), ...(await conditionProblems(session, subset, graph))]
      if (all.length > 0) throw invalidSubset(operation, all)
      const wanted = await new SubsetWalk(session, graph, input).walk()
      const selections = new Map<string, RowSelection>()
      for (const node of graph.nodes.values()) {
        if (subset.tables[node.name] === 'all') continue
        selections.set(node.name, selectionOf(node, wanted.log(node).sorted(), wanted.why(node)))
      }
      return selections
    },
    { signal },
  )
}

function unknownTables({ roots, children, tables }: Subset, { nodes }: SubsetGraph): PolicyProblem[] {
  const named = [
    ...Object.keys(roots).map((name) => ['roots', name] as const),
    ...(typeof children === 'boolean' ? [] : Object.keys(children)).map((name) => ['children', name] as const),
    ...Object.keys(tables).map((name) => ['tables', name] as const),
  ]
  return named.flatMap(([place, name]) => {
    const node = nodes.get(name)
    const path = joinPath(place, name)
    if (node === undefined) return [{ path, message: 'is no table with rows of its own in the source' }]
    if (place === 'tables' || node.identity !== undefined) return []
    return [{ path, message: 'has nothing that tells its rows apart: it can only be copied whole or left empty' }]
  })
}

/** The source itself tells whether it understands a condition; no row is read for that. */
async function conditionProblems(
  session: Session,
  { roots }: Subset,
  { nodes, dialect }: SubsetGraph,
): Promise<PolicyProblem[]> {
  const problems: PolicyProblem[] = []
  for (const [name, { where }] of Object.entries(roots)) {
    const node = nodes.get(name)
    if (node === undefined || where === undefined) continue
    const path = joinPath('roots', name, 'where')
    const wrong = conditionProblem(where, dialect)
    if (wrong !== undefined) problems.push({ path, message: wrong })
    else {
      await session
        .transaction((inner) => inner.query(rootProbe(node, where)))
        .catch((thrown: unknown) => {
          problems.push({ path, message: `is refused by the source: ${messageOf(thrown)}` })
        })
    }
  }
  return problems
}

function rootProbe({ from, name }: { readonly from: string; readonly name: string }, where: string): string {
  return `select 1 as n from ${from} ${aliasOf(name)} where (${where}) limit 0`
}
