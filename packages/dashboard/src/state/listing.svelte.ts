import { untrack } from 'svelte'
import { ApiFailure, isAbort } from '../api/api-failure.ts'
import type { Answer, Asked, PathOf } from '../api.ts'
import type { EventPattern } from './heard.ts'
import { freshPages, joinedTo, type Listed } from './joined-list.ts'
import { got, keyOf, Read } from './reading.svelte.ts'

/** Paths whose answers have a `next`, which as `cursor` gives the next page. */
type ListPath = {
  [Path in PathOf<'get'>]: Answer<'get', Path> extends { next: unknown } ? Path : never
}[PathOf<'get'>]

type PageOf<Path extends ListPath> = Answer<'get', Path>

interface ListingOptions {
  /** Its older items hardly change: of those that were read, only the top is read anew. */
  readonly newestFirst?: boolean
  /** As long as it is true, it is read to its end: for who searches or sorts it here. */
  readonly whole?: () => boolean
}

/** A list that is read page by page, as far as somebody wants to see it. */
class Listing<Path extends ListPath, Item> extends Read<Listed<Item>> {
  readonly items: readonly Item[] = $derived(this.value?.items ?? [])
  readonly hasMore: boolean = $derived(this.value !== undefined && this.value.next !== null)
  loadingMore = $state(false)
  readonly #path: Path
  readonly #asked: () => Asked<'get', Path> | undefined
  readonly #itemsOf: (page: PageOf<Path>) => readonly Item[]
  readonly #newestFirst: boolean

  constructor(
    path: Path,
    asked: () => Asked<'get', Path> | undefined,
    itemsOf: (page: PageOf<Path>) => readonly Item[],
    changedBy: readonly EventPattern[],
    { newestFirst = false, whole = () => false }: ListingOptions,
  ) {
    super(() => keyOf(path, asked()), changedBy)
    this.#newestFirst = newestFirst
    $effect(() => {
      if (whole() && this.hasMore && !this.loadingMore && this.failure === undefined) untrack(() => void this.more())
    })
    this.#path = path
    this.#asked = asked
    this.#itemsOf = itemsOf
  }

  /** As many rows as are shown: what is new stands at its place, and nobody loses theirs. */
  protected override async load(signal: AbortSignal): Promise<Listed<Item>> {
    const of = keyOf(this.#path, this.#asked())
    const before = this.value?.of === of ? this.value : undefined
    let listed: Listed<Item> = { of, pages: 0, items: [], next: undefined }
    do {
      const page = await this.#page(listed.next, signal)
      listed = { of, pages: listed.pages + 1, items: [...listed.items, ...this.#itemsOf(page)], next: nextOf(page) }
      const joined = this.#newestFirst && before && listed.pages >= freshPages ? joinedTo(listed, before) : undefined
      if (joined) return joined
    } while (listed.pages < (before?.pages ?? 1) && listed.next !== null)
    return listed
  }

  async more(): Promise<void> {
    const before = this.value
    if (!before || before.next === null || this.loadingMore) return
    this.loadingMore = true
    try {
      const page = await this.#page(before.next, new AbortController().signal)
      // What was read anew meanwhile has a next page of its own.
      if (this.value !== before) return
      const items = [...before.items, ...this.#itemsOf(page)]
      this.value = { ...before, pages: before.pages + 1, items, next: nextOf(page) }
    } catch (thrown) {
      if (isAbort(thrown)) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    } finally {
      this.loadingMore = false
    }
  }

  #page(cursor: unknown, signal: AbortSignal): Promise<PageOf<Path>> {
    const asked = this.#asked()
    return got(this.#path, cursor === undefined ? asked : withCursor(asked, cursor), signal)
  }
}

/** A list as far as it is shown, whatever it is read from. */
export type ShownList<Item> = Pick<
  Listing<ListPath, Item>,
  'items' | 'value' | 'failure' | 'busy' | 'hasMore' | 'loadingMore' | 'more' | 'reload'
>

/**
 * As `reading`, of a list: `items` of the pages that were read, `more()` reads the next. Of one whose newest come first, and
 * whose older ones hardly change, only the top is read anew when something happens, however far down somebody has gone.
 */
export function listing<Path extends ListPath, Item>(
  path: Path,
  asked: () => Asked<'get', Path> | undefined,
  itemsOf: (page: PageOf<Path>) => readonly Item[],
  changedBy: readonly EventPattern[] = [],
  options: ListingOptions = {},
): Listing<Path, Item> {
  return new Listing(path, asked, itemsOf, changedBy, options)
}

function nextOf(page: unknown): unknown {
  return typeof page === 'object' && page !== null && 'next' in page ? page.next : null
}

/** What is asked of a list is an object, and its query where it has one. */
function withCursor(asked: unknown, cursor: unknown): unknown {
  const { query, ...rest } = asked as { readonly query?: object }
  return { ...rest, query: { ...query, cursor } }
}
