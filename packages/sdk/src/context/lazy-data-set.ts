import { AsyncLocalStorage } from 'node:async_hooks'
import { messageOf, UnderstudyError } from '../errors.ts'
import type { TestDataSet } from './data-context.ts'
import type { DataNeeds, DataTarget, LoadedOf } from './data-need.ts'
import type { EmitEvent } from './event-emitter.ts'

export interface LazyDataSetOptions<Needs extends DataNeeds> {
  readonly needs: Needs
  /** Where the need of this name goes. */
  target(name: keyof Needs & string): DataTarget
  /** Runs before each is loaded. */
  before?(): Promise<void>
  readonly emit: EmitEvent
}

interface Loading {
  readonly name: string
  readonly result: Promise<unknown>
  state: 'running' | 'loaded'
}

/** Whose need the code that runs is a part of. */
const loadingFor = new AsyncLocalStorage<object>()

/**
 * Needs of test data, each loaded when it is first asked for. They load one after the other, in the order in which they
 * were asked for, so that the same questions give the same rows; one that asks for another while it loads gets it at once.
 */
export class LazyDataSet<Needs extends DataNeeds> implements TestDataSet<Needs> {
  readonly names: readonly string[]
  readonly #options: LazyDataSetOptions<Needs>
  readonly #loadings = new Map<string, Loading>()
  #last: Promise<unknown> = Promise.resolve()
  #over = false

  constructor(options: LazyDataSetOptions<Needs>) {
    this.#options = options
    this.names = Object.keys(options.needs)
  }

  get loaded(): readonly string[] {
    return [...this.#loadings.values()].filter(({ state }) => state === 'loaded').map(({ name }) => name)
  }

  async get<Name extends keyof Needs & string>(name: Name): Promise<LoadedOf<Needs[Name]>> {
    this.#refuse(name)
    const known = this.#loadings.get(name)
    if (known) return loadedOf<Needs[Name]>(await known.result)
    const before = loadingFor.getStore() === this ? Promise.resolve() : this.#last
    const loading: Loading = {
      name,
      state: 'running',
      result: before.then(() => loadingFor.run(this, () => this.#load(name))),
    }
    this.#loadings.set(name, loading)
    this.#last = Promise.allSettled([this.#last, loading.result])
    try {
      const result = await loading.result
      loading.state = 'loaded'
      return loadedOf<Needs[Name]>(result)
    } catch (thrown) {
      // It may be asked for again.
      this.#loadings.delete(name)
      throw thrown
    }
  }

  async load(...names: (keyof Needs & string)[]): Promise<void> {
    for (const name of names) await this.get(name)
  }

  /** Whether any was asked for. */
  get isUsed(): boolean {
    return this.#loadings.size > 0
  }

  /** What is wrong with what was loaded. */
  async inspect(): Promise<string[]> {
    const problems: string[] = []
    for (const { name, state, result } of this.#loadings.values()) {
      const need = this.#options.needs[name]
      if (state !== 'loaded' || !need?.inspect) continue
      try {
        const found = await need.inspect(this.#options.target(name), await result)
        problems.push(...found.map((message) => `${name}: ${message}`))
      } catch (thrown) {
        problems.push(`${name}: could not be looked at: ${messageOf(thrown)}`)
      }
    }
    return problems
  }

  /** Refuses whatever is asked from now on, and waits for what is under way. */
  async end(): Promise<void> {
    this.#over = true
    await this.#last
  }

  async #load(name: keyof Needs & string): Promise<unknown> {
    const { needs, emit } = this.#options
    const need = needs[name]
    if (this.#over || !need) throw closed(name)
    const started = performance.now()
    try {
      await this.#options.before?.()
      const result = await need.load(this.#options.target(name))
      emit({ type: 'data-loaded', need: name, kind: need.kind, milliseconds: performance.now() - started })
      return result
    } catch (thrown) {
      if (thrown instanceof UnderstudyError && thrown.code === 'CANCELLED') throw thrown
      throw failed(name, need.kind, thrown)
    }
  }

  #refuse(name: string): void {
    if (this.#over) throw closed(name)
    if (Object.hasOwn(this.#options.needs, name)) return
    throw new UnderstudyError('TEST_DATA_FAILED', {
      operation: 'load test data',
      at: `data.${name}`,
      message: `the configuration has no test data called ${JSON.stringify(name)}`,
      hint: `Ask for one of these: ${this.names.join(', ') || 'there is none'}.`,
    })
  }
}

function closed(name: string): UnderstudyError {
  return new UnderstudyError('CONTEXT_CLOSED', {
    operation: 'load test data',
    at: `data.${name}`,
    message: 'the context is cleaned up already',
  })
}

function failed(name: string, kind: string, cause: unknown): UnderstudyError {
  return new UnderstudyError('TEST_DATA_FAILED', {
    operation: 'load test data',
    at: `data.${name}`,
    message: `the test data ${JSON.stringify(name)} (${kind}) could not be loaded: ${messageOf(cause)}`,
    ...(cause instanceof UnderstudyError ? { hint: cause.hint, details: { code: cause.code } } : {}),
    cause,
  })
}

/** A need loads what its type says, which a map by name cannot. */
function loadedOf<Need>(result: unknown): LoadedOf<Need> {
  return result as LoadedOf<Need>
}
