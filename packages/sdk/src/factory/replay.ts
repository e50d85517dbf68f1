import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import { blueprintOf } from './blueprint.ts'
import { buildRows } from './build-rows.ts'
import { Counters } from './counters.ts'
import { type CallSettings, type FactoryState, settingsOf } from './factory-state.ts'
import { planGraph } from './graph.ts'
import { remember } from './made-rows.ts'
import type { RowNode, Step } from './row-node.ts'
import { malformed, parseToken } from './token.ts'
import { withGivenRows } from './with-given-rows.ts'

/** The row that a token names, built again together with what it was made with, and nothing else. */
export async function replayed(state: FactoryState, token: string, overrides: Readonly<AnyRow>): Promise<unknown> {
  const { base } = state
  const named = parseToken(token)
  if (named.factory !== base.name) throw malformed(`it is one of the factory ${named.factory}: replay it there`)
  const missing = named.given.filter((name) => !Object.hasOwn(overrides, name))
  if (missing.length > 0) {
    throw new UnderstudyError('USAGE', {
      operation: `replay a row of ${base.name}`,
      at: missing.join(', '),
      message: `the call gave values for ${missing.join(', ')}, and a token holds none of those`,
      hint: `Give them again: replay(token, { ${missing.join(', ')} }).`,
    })
  }
  if (named.unwritten.length > 0) {
    throw new UnderstudyError('USAGE', {
      operation: `replay a row of ${base.name}`,
      at: named.unwritten.join(', '),
      message: `the arguments of the trait ${named.unwritten.join(', ')} cannot be written into a token`,
      hint: 'Run the test again with the same seed instead.',
    })
  }
  const settings: CallSettings = {
    ...settingsOf(state),
    seed: named.seed,
    worker: named.worker,
    counters: new Counters(),
  }
  const asked = withGivenRows(base.name, settings, [{ asked: named.asked, ...named.list, overrides }])
  const graph = await planGraph({ blueprint: await blueprintOf(base, named.traits), settings, asked })
  await buildRows(graph, settings, new Map(), false)
  const [root] = graph.roots
  const node = root && named.steps.reduce<RowNode | undefined>(walk, root)
  if (node) {
    node.shown = true
    remember(graph, settings, () => named.given)
    return node.row
  }
  throw malformed('the factory has no such association any more')
}

function walk(node: RowNode | undefined, { association, index }: Step): RowNode | undefined {
  if (index !== undefined) return node?.children.get(association)?.[index]
  const parent = node?.links.get(association)?.parent
  return parent && 'node' in parent ? parent.node : undefined
}
