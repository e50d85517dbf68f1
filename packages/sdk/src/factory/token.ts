import { UnderstudyError } from '../errors.ts'
import type { Worker } from './connection.ts'
import type { AnyTraitUse } from './edge.ts'
import type { CallSettings } from './factory-state.ts'
import { type RowNode, rootOf, type Step } from './row-node.ts'

/** Raised when the same token would give another row. */
const factoryVersion = 1

/** Which row it is, so that it can be made again on its own. */
export interface RowToken {
  readonly factory: string
  readonly seed: string
  readonly worker: Worker
  /** The row that was asked for. */
  readonly asked: number
  readonly list: { readonly index: number; readonly size: number }
  readonly traits: readonly AnyTraitUse[]
  /** Traits whose arguments cannot be written down. */
  readonly unwritten: readonly string[]
  /** Names that the call gave values for. */
  readonly given: readonly string[]
  /** From there to the row. */
  readonly steps: readonly Step[]
}

/** `users/17?seed=7&version=1`, and `orders/3/items.2/product?…` of a row that came along. */
export function tokenOf(node: RowNode, given: Iterable<string>, { seed, worker }: CallSettings): string {
  const root = rootOf(node)
  const { arrival } = root.place
  const asked = 'asked' in arrival ? arrival.asked : 0
  const steps: string[] = []
  for (let at = node; at.place.origin && at.place.step; at = at.place.origin) {
    const { association, index } = at.place.step
    steps.unshift(encodeURIComponent(association) + (index === undefined ? '' : `.${index}`))
  }
  const path = [encodeURIComponent(root.blueprint.base.name), asked, ...steps].join('/')
  const query = new URLSearchParams({ seed: String(seed) })
  if (worker.of > 1) query.set('worker', `${worker.id}.${worker.of}`)
  if (root.list.size > 1) query.set('list', `${root.list.index}.${root.list.size}`)
  for (const use of root.blueprint.uses) query.append('trait', traitText(use))
  const names = [...given].sort()
  if (names.length > 0) query.set('given', names.join(','))
  query.set('version', String(factoryVersion))
  return `${path}?${query}`
}

const notWritten = '…'

function traitText(use: AnyTraitUse): string {
  if (typeof use === 'string') return use
  const text = JSON.stringify(use)
  return isWritten(use.slice(1)) ? text : `${use[0]}${notWritten}`
}

/** Text, numbers, true, false, null, and lists and objects of them come back as they were. */
function isWritten(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isWritten)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'object' && value !== null) {
    return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isWritten)
  }
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}

export function parseToken(token: string): RowToken {
  const at = token.trim().indexOf('?')
  const [factory, asked, ...steps] = token.trim().slice(0, at).split('/')
  const query = new URLSearchParams(token.trim().slice(at + 1))
  const seed = query.get('seed')
  if (at < 0 || !factory || !/^\d+$/.test(asked ?? '') || seed === null) throw malformed('it is no token of a factory')
  const version = query.get('version')
  if (version !== String(factoryVersion)) {
    throw malformed(`it was printed by version ${version} of the factories, and this is version ${factoryVersion}`)
  }
  const traits = query.getAll('trait')
  return {
    factory: decodeURIComponent(factory),
    seed,
    worker: pair(query.get('worker'), (id, of) => ({ id, of })) ?? { id: 0, of: 1 },
    asked: Number(asked),
    list: pair(query.get('list'), (index, size) => ({ index, size })) ?? { index: 0, size: 1 },
    traits: traits.filter((text) => !text.endsWith(notWritten)).map(traitOf),
    unwritten: traits.filter((text) => text.endsWith(notWritten)).map((text) => text.slice(0, -notWritten.length)),
    given: query.get('given')?.split(',') ?? [],
    steps: steps.map(stepOf),
  }
}

function traitOf(text: string): AnyTraitUse {
  if (!text.startsWith('[')) return text
  const use: unknown = JSON.parse(text)
  if (Array.isArray(use) && typeof use[0] === 'string') return [use[0], ...use.slice(1)]
  throw malformed('a trait of it cannot be read')
}

function stepOf(text: string): Step {
  const found = /^(.+?)(?:\.(\d+))?$/.exec(text)
  if (!found?.[1]) throw malformed('a step of its path is empty')
  return { association: decodeURIComponent(found[1]), index: found[2] === undefined ? undefined : Number(found[2]) }
}

function pair<Pair>(text: string | null, of: (a: number, b: number) => Pair): Pair | undefined {
  const found = /^(\d+)\.(\d+)$/.exec(text ?? '')
  return found ? of(Number(found[1]), Number(found[2])) : undefined
}

export function malformed(reason: string): UnderstudyError {
  return new UnderstudyError('USAGE', {
    operation: 'replay a row',
    at: 'token',
    message: `the token names no row: ${reason}`,
    hint: "Give it as it was printed, such as 'users/17?seed=1&version=1'.",
  })
}
