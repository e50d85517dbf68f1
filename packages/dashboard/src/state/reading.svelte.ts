import { untrack } from 'svelte'
import { ApiFailure, isAbort } from '../api/api-failure.ts'
import { type Answer, type Asked, api, type PathOf } from '../api.ts'
import { cache } from './cache.ts'
import { type EventPattern, isOfPattern } from './heard.ts'

/** Events come in bursts; one look answers to many of them. */
const calmMs = 400

/** Something that is read of the server, for as long as a page shows it. */
export abstract class Read<Value> {
  value = $state.raw<Value | undefined>()
  /** Why the last look brought nothing. What was read before stays. */
  failure = $state.raw<ApiFailure | undefined>()
  busy = $state(false)
  #key = $state.raw<string | undefined>()
  #looking = new AbortController()
  /** Nobody shows it any more: what it is asked with went with its component. */
  #ended = false
  #soon: ReturnType<typeof setTimeout> | undefined
  readonly #changedBy: readonly EventPattern[]

  /** Called while a component starts: it ends with the component. */
  constructor(keyOf: () => string | undefined, changedBy: readonly EventPattern[]) {
    this.#changedBy = changedBy
    // What asks for the same again asks nothing: a look that is under way goes on.
    const wanted = $derived(keyOf())
    $effect(() => {
      this.#key = wanted
      untrack(() => this.#begin())
      return () => this.#looking.abort()
    })
    $effect(() => {
      const stop = cache.listen((event) => {
        if (event === undefined || isOfPattern(changedBy, event.type)) this.#lookSoon()
      })
      return () => {
        stop()
        clearTimeout(this.#soon)
        this.#ended = true
      }
    })
  }

  protected abstract load(signal: AbortSignal): Promise<Value>

  /** Nothing to show yet, and nothing that went wrong. */
  get waiting(): boolean {
    return this.value === undefined && this.failure === undefined
  }

  async reload(): Promise<void> {
    const key = this.#key
    this.#looking.abort()
    if (key === undefined || this.#ended) return
    const mine = new AbortController()
    this.#looking = mine
    this.busy = true
    try {
      const value = await this.load(mine.signal)
      cache.keep(key, value, this.#changedBy)
      if (mine.signal.aborted) return
      this.value = value
      this.failure = undefined
    } catch (thrown) {
      if (isAbort(thrown) || mine.signal.aborted) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    } finally {
      if (this.#looking === mine) this.busy = false
    }
  }

  #begin(): void {
    const kept = this.#key === undefined ? undefined : cache.find(this.#key)
    // By the same key it was kept by this very kind of reading.
    if (kept) this.value = kept.value as Value
    if (this.#key === undefined) this.value = undefined
    this.failure = undefined
    if (kept === undefined || kept.stale) void this.reload()
  }

  #lookSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      if (cache.isRemoving) this.#lookSoon()
      else void this.reload()
    }, calmMs)
  }
}

class Reading<Path extends PathOf<'get'>> extends Read<Answer<'get', Path>> {
  readonly #path: Path
  readonly #asked: () => Asked<'get', Path> | undefined

  constructor(path: Path, asked: () => Asked<'get', Path> | undefined, changedBy: readonly EventPattern[]) {
    super(() => keyOf(path, asked()), changedBy)
    this.#path = path
    this.#asked = asked
  }

  protected override load(signal: AbortSignal): Promise<Answer<'get', Path>> {
    return got(this.#path, this.#asked(), signal)
  }
}

/**
 * What the server answers at a path, for as long as the component shows it: read anew when what is asked changes, and
 * when something happens that changes it. Undefined asks nothing. What was read stays while the next is on its way.
 */
export function reading<Path extends PathOf<'get'>>(
  path: Path,
  asked: () => Asked<'get', Path> | undefined,
  changedBy: readonly EventPattern[] = [],
): Read<Answer<'get', Path>> {
  return new Reading(path, asked, changedBy)
}

export function keyOf(path: PathOf<'get'>, asked: unknown): string | undefined {
  return asked === undefined ? undefined : `${path} ${JSON.stringify(asked)}`
}

/** The path's own request: the type of `api.get` cannot say so of a path that is not known yet. */
export function got<Path extends PathOf<'get'>>(
  path: Path,
  asked: unknown,
  signal: AbortSignal,
): Promise<Answer<'get', Path>> {
  const get = api.get as (path: Path, asked: unknown, options: { signal: AbortSignal }) => Promise<Answer<'get', Path>>
  return get(path, asked, { signal })
}
