import { ApiFailure, isAbort } from '../api/api-failure.ts'
import type { Answer, Asked, PathOf } from '../api.ts'
import type { EventPattern } from './heard.ts'
import { got, keyOf, Read } from './reading.svelte.ts'

/** Paths whose answers have a `next`, which as `cursor` gives the next page. */
type ListPath = {
  [Path in PathOf<'get'>]: Answer<'get', Path> extends { next: unknown } ? Path : never
}[PathOf<'get'>]

type PageOf<Path extends ListPath> = Answer<'get', Path>

/** A list that is read page by page, as far as somebody wants to see it. */
class Listing<Path extends ListPath, Item> extends Read<readonly PageOf<Path>[]> {
  readonly items: readonly Item[] = $derived((this.value ?? []).flatMap((page) => [...this.#itemsOf(page)]))
  readonly hasMore: boolean = $derived(nextOf(this.value?.at(-1)) !== null)
  loadingMore = $state(false)
  readonly #path: Path
  readonly #asked: () => Asked<'get', Path> | undefined
  readonly #itemsOf: (page: PageOf<Path>) => readonly Item[]

  constructor(
    path: Path,
    asked: () => Asked<'get', Path> | undefined,
    itemsOf: (page: PageOf<Path>) => readonly Item[],
    changedBy: readonly EventPattern[],
  ) {
    super(() => keyOf(path, asked()), changedBy)
    this.#path = path
    this.#asked = asked
    this.#itemsOf = itemsOf
  }

  /** As many pages as are shown, anew: what is new stands at its place, and nobody loses theirs. */
  protected override async load(signal: AbortSignal): Promise<readonly PageOf<Path>[]> {
    const pages: PageOf<Path>[] = []
    const wanted = Math.max(1, this.value?.length ?? 1)
    for (let cursor: unknown; pages.length < wanted && cursor !== null; cursor = nextOf(pages.at(-1))) {
      pages.push(await this.#page(cursor, signal))
    }
    return pages
  }

  async more(): Promise<void> {
    const pages = this.value
    const cursor = nextOf(pages?.at(-1))
    if (!pages || cursor === null || this.loadingMore) return
    this.loadingMore = true
    try {
      const page = await this.#page(cursor, new AbortController().signal)
      // What was read anew meanwhile has a next page of its own.
      if (this.value === pages) this.value = [...pages, page]
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

/** As `reading`, of a list: `items` of the pages that were read, `more()` reads the next. */
export function listing<Path extends ListPath, Item>(
  path: Path,
  asked: () => Asked<'get', Path> | undefined,
  itemsOf: (page: PageOf<Path>) => readonly Item[],
  changedBy: readonly EventPattern[] = [],
): Listing<Path, Item> {
  return new Listing(path, asked, itemsOf, changedBy)
}

function nextOf(page: unknown): unknown {
  return typeof page === 'object' && page !== null && 'next' in page ? page.next : null
}

/** What is asked of a list is an object, and its query where it has one. */
function withCursor(asked: unknown, cursor: unknown): unknown {
  const { query, ...rest } = asked as { readonly query?: object }
  return { ...rest, query: { ...query, cursor } }
}
