import { UnderstudyError } from '../errors.ts'
import type { AnyHook, AnyRow, Base } from './base.ts'
import type { HookName } from './blueprint.ts'
import { fillColumns } from './columns-of-rows.ts'
import { rowDraws } from './draw-values.ts'
import type { CallSettings } from './factory-state.ts'
import { fieldNames, fieldOf, isPromise, mergeGiven, parentsOf, type Reserved } from './fields-of-row.ts'
import type { Graph } from './graph.ts'
import { groupBy } from './group-by.ts'
import type { Link, RowNode } from './row-node.ts'

/** Makes every row of the graph, parents first, and runs the hooks of building. */
export async function buildRows(
  graph: Graph,
  settings: CallSettings,
  reserved: Reserved,
  creating: boolean,
): Promise<void> {
  fillColumns(graph.nodes, settings)
  const sources = { settings, reserved }
  for (const node of parentsFirst(graph.nodes)) {
    mergeGiven(node)
    const input: AnyRow = {}
    for (const field of fieldNames(node)) {
      const made = fieldOf(node, field, sources)
      // Most values are there at once; a promise that need not be awaited costs more than the value.
      const value = isPromise(made) ? await made : made
      if (value !== undefined || Object.hasOwn(node.overrides, field)) input[field] = value
    }
    const parsed = node.blueprint.base.source.parse(input)
    node.row = rowOf(isPromise(parsed) ? await parsed : parsed, node, 'parse')
    if (node.blueprint.hooks.afterBuild.length > 0) await runHook('afterBuild', node, settings)
  }
  for (const [base, nodes] of groupBy(graph.nodes, ({ blueprint }) => blueprint.base)) {
    await runBatch(base, nodes, creating)
  }
  relink(graph.nodes)
}

/** These rows, parents first; of rows that point at each other in a circle, the one that was reached first comes last. */
export function parentsFirst(nodes: readonly RowNode[]): RowNode[] {
  const order: RowNode[] = []
  const wanted = new Set(nodes)
  const seen = new Set<RowNode>()
  for (const start of nodes) {
    const path: { node: RowNode; parents: Iterator<Link> }[] = []
    const enter = (node: RowNode): void => {
      if (seen.has(node)) return
      seen.add(node)
      path.push({ node, parents: node.links.values() })
    }
    enter(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.parents.next()
      if (next.done) {
        path.pop()
        if (wanted.has(top.node)) order.push(top.node)
      } else if (next.value.parent && 'node' in next.value.parent) {
        enter(next.value.parent.node)
      }
    }
  }
  return order
}

/** Where a hook has put another row in a parent's place, or changed its key, the rows that point at it follow. */
export function relink(nodes: readonly RowNode[]): void {
  for (const node of nodes) {
    for (const { key, parent } of node.links.values()) {
      if (!parent || !('node' in parent)) continue
      for (let i = 0; i < key.fields.length; i++) follow(node, key.fields[i]!, parent.node.row?.[key.keys[i]!])
    }
  }
}

function follow(node: RowNode, field: string, now: unknown): void {
  const was = node.values.get(field)
  const { row } = node
  if (!row || now === undefined || now === was || row[field] !== was) return
  node.values.set(field, now)
  // A schema may have frozen its output.
  if (Object.isFrozen(row)) node.row = { ...row, [field]: now }
  else row[field] = now
}

export async function runHook(name: Exclude<HookName, 'batch'>, node: RowNode, settings: CallSettings): Promise<void> {
  const hooks = node.blueprint.hooks[name]
  for (const [i, hook] of hooks.entries()) {
    const context = Object.assign(rowDraws(node, settings, `${name} ${i}`), {
      transient: node.transient,
      parent: parentsOf(node),
    })
    const answer = await called(hook, node.row, context)
    if (answer !== undefined) node.row = rowOf(answer, node, name)
  }
}

async function runBatch(base: Base, nodes: readonly RowNode[], creating: boolean): Promise<void> {
  const hooks = new Set(nodes.flatMap(({ blueprint }) => blueprint.hooks.batch))
  for (const hook of hooks) {
    const own = nodes.filter(({ blueprint }) => blueprint.hooks.batch.includes(hook))
    const answer = await called(
      hook,
      own.map(({ row }) => row),
      { listSize: own.length, creating },
    )
    if (answer === undefined) continue
    if (!Array.isArray(answer) || answer.length !== own.length) {
      throw new UnderstudyError('FACTORY_INVALID', {
        operation: `run the hook batch of ${base.name}`,
        at: `${base.name}.batch`,
        message: `batch answered ${Array.isArray(answer) ? `${answer.length} rows` : 'no list'} for ${own.length} rows`,
        hint: 'Answer a list with a row for each row, or nothing.',
      })
    }
    own.forEach((node, i) => {
      node.row = rowOf(answer[i], node, 'batch')
    })
  }
}

/** Hooks get rows of their factory's own type. */
function called(hook: AnyHook, subject: unknown, context: object): unknown {
  return hook(subject as never, context as never)
}

function rowOf(value: unknown, { blueprint: { base } }: RowNode, by: string): AnyRow {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as AnyRow
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${base.name}`,
    at: `${base.name}.${by}`,
    message: `${by === 'parse' ? 'the schema' : `the hook ${by}`} of ${base.name} answered something that is no row`,
    hint: 'Answer a row, or nothing.',
  })
}
