import { UnderstudyError } from '../errors.ts'
import type { Base } from './base.ts'
import { type Blueprint, blueprintOf } from './blueprint.ts'
import { CallLog } from './call-log.ts'
import type { FactoryConnection, Worker } from './connection.ts'
import { Counters } from './counters.ts'
import type { AnyEdge, AnyTraitUse, Target } from './edge.ts'

/** What stands behind a factory. */
export interface FactoryState {
  readonly base: Base
  readonly uses: readonly AnyTraitUse[]
  readonly seed: string | number | undefined
  readonly worker: Worker | undefined
  readonly connection: FactoryConnection | undefined
}

const states = new WeakMap<object, FactoryState>()

export function hold(factory: object, state: FactoryState): void {
  states.set(factory, state)
}

export function stateOf(target: Target): FactoryState {
  const factory = 'later' in target ? target.later() : target
  const state = typeof factory === 'object' && factory !== null ? states.get(factory) : undefined
  if (state) return state
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: 'follow an association',
    message: 'an association leads to something that is no factory',
    hint: 'Give ref() and many() what defineFactory() answers, or later(() => factory) where that stands further below.',
  })
}

const defaultSeed = 1
/** Factories without a connection count together, so that rows of several never share a unique value. */
const unconnected = new Counters()
export const unconnectedCalls = new CallLog()

/** Everything that values of a call are keyed by. */
export interface CallSettings {
  readonly seed: string | number
  readonly worker: Worker
  readonly counters: Counters
  readonly calls: CallLog
  readonly connection: FactoryConnection | undefined
}

export function settingsOf({ seed, worker, connection }: FactoryState): CallSettings {
  return {
    seed: seed ?? connection?.seed ?? defaultSeed,
    worker: worker ?? connection?.worker ?? { id: 0, of: 1 },
    counters: connection?.counters ?? unconnected,
    calls: connection?.calls ?? unconnectedCalls,
    connection,
  }
}

const ofUses = new WeakMap<readonly AnyTraitUse[], Promise<Blueprint>>()
const ofEdges = new WeakMap<AnyEdge, Promise<Blueprint>>()

/** Made once for each factory that chose its traits, and once for each association. */
export function blueprintFor(state: FactoryState): Promise<Blueprint> {
  const known = ofUses.get(state.uses)
  if (known) return known
  const made = blueprintOf(state.base, state.uses)
  ofUses.set(state.uses, made)
  made.catch(() => ofUses.delete(state.uses))
  return made
}

export function blueprintOfEdge(edge: AnyEdge): Promise<Blueprint> {
  const state = stateOf(edge.target)
  if (edge.traits.length === 0) return blueprintFor(state)
  const known = ofEdges.get(edge)
  if (known) return known
  const made = blueprintOf(state.base, [...state.uses, ...edge.traits])
  ofEdges.set(edge, made)
  made.catch(() => ofEdges.delete(edge))
  return made
}

export function isFactory(value: unknown): value is { readonly name: string; readonly entity: string } {
  return typeof value === 'object' && value !== null && states.has(value)
}
