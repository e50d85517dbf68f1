import { UnderstudyError } from '../errors.ts'
import type { AnyHook, AnyRow, Base } from './base.ts'
import type { HookName } from './blueprint.ts'
import { fillColumns } from './columns-of-rows.ts'
import { rowDraws } from './draw-values.ts'
import type { CallSettings } from './factory-state.ts'
import { fieldNames, fieldOf, isPromise, mergeGiven, type Reserved } from './fields-of-row.ts'
import type { Graph } from './graph.ts'
import { groupBy } from './group-by.ts'
import { type Link, madeValue, type RowNode, setMade } from './row-node.ts'

/** Makes every row of the graph, parents first, and runs the hooks of building. Answers them in that order. */
export async function buildRows(
  graph: Graph,
  settings: CallSettings,
  reserved: Reserved,
  creating: boolean,
): Promise<readonly RowNode[]> {
  fillColumns(graph.nodes, settings)
  const sources = { settings, reserved }
  let changed = hasHook(graph, 'afterBuild') || hasHook(graph, 'batch')
  const ordered = parentsFirst(graph.nodes)
  for (const node of ordered) {
    mergeGiven(node)
    const names = fieldNames(node)
    // Most values are there at once; a promise that need not be awaited costs more than the value.
    for (const field of names) {
      const made = fieldOf(node, field, sources)
      if (isPromise(made)) await made
    }
    const input = inputOf(node, names)
    const parsed = node.blueprint.base.source.parse(input)
    if (parsed !== input) changed = true
    node.row = rowOf(isPromise(parsed) ? await parsed : parsed, node, 'parse')
    if (node.blueprint.hooks.afterBuild.length > 0) await runHook('afterBuild', node, settings)
  }
  if (hasHook(graph, 'batch')) {
    for (const [base, nodes] of groupBy(graph.nodes, ({ blueprint }) => blueprint.base)) {
      await runBatch(base, nodes, creating)
    }
  }
  if (changed) relink(graph.nodes)
  return ordered
}

export function hasHook({ blueprints }: Graph, name: HookName): boolean {
  for (const { hooks } of blueprints) if (hooks[name].length > 0) return true
  return false
}

/** The fields that have a value, or were given one. */
function inputOf({ blueprint, values, others, overrides }: RowNode, names: readonly string[]): AnyRow {
  // Most rows have every field of their blueprint and no other one: copies of one shape are cheap.
  if (names === blueprint.fieldNames && !values.includes(undefined)) {
    const row: AnyRow = { ...blueprint.blank }
    for (let at = 0; at < names.length; at++) row[names[at]!] = values[at]
    return row
  }
  const row: AnyRow = {}
  for (const name of names) {
    const slot = blueprint.slots.get(name)
    const value = slot === undefined ? others?.get(name) : values[slot]
    if (value !== undefined || Object.hasOwn(overrides, name)) row[name] = value
  }
  return row
}

/**
 * These rows, parents first; of rows that point at each other in a circle, the one that was reached first comes last.
 */
function parentsFirst(nodes: readonly RowNode[]): readonly RowNode[] {
  if (areParentsFirst(nodes)) return nodes
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

/** As where rows are made with nothing but children. */
function areParentsFirst(nodes: readonly RowNode[]): boolean {
  let links: RowNode['links'] | undefined
  const before = new Set<RowNode>()
  for (const node of nodes) {
    // Siblings share their links.
    if (node.links !== links) {
      links = node.links
      for (const { parent } of links.values()) {
        if (parent && 'node' in parent && !before.has(parent.node)) return false
      }
    }
    before.add(node)
  }
  return true
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
  const was = madeValue(node, field)
  const { row } = node
  if (!row || now === undefined || now === was || row[field] !== was) return
  setMade(node, field, now)
  // A schema may have frozen its output.
  if (Object.isFrozen(row)) node.row = { ...row, [field]: now }
  else row[field] = now
}

export async function runHook(name: Exclude<HookName, 'batch'>, node: RowNode, settings: CallSettings): Promise<void> {
  for (const [i, hook] of node.blueprint.hooks[name].entries()) {
    const context = rowDraws(node, settings, `${name} ${i}`)
    node.shown = true
    const answer = await called(hook, node.row, context)
    if (answer !== undefined) node.row = rowOf(answer, node, name)
  }
}

async function runBatch(base: Base, nodes: readonly RowNode[], creating: boolean): Promise<void> {
  const hooks = new Set(nodes.flatMap(({ blueprint }) => blueprint.hooks.batch))
  for (const hook of hooks) {
    const own = nodes.filter(({ blueprint }) => blueprint.hooks.batch.includes(hook))
    for (const node of own) node.shown = true
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
