import type { Result, Router } from 'hono/router'
import { TrieRouter } from 'hono/router/trie-router'

/**
 * The router of Hono that takes any pattern. What it finds for a path that is declared without a parameter is the same
 * each time, and is looked for once: taking a path apart is most of the work. Of any other, what was found last is found
 * again: whoever looks before Hono does has looked for it, too.
 */
export class KnownPaths<Route> implements Router<Route> {
  readonly name = 'KnownPaths'
  readonly #patterns = new TrieRouter<Route>()
  readonly #plain = new Set<string>()
  /** By method, then by path. */
  readonly #found = new Map<string, Map<string, Found<Route>>>()
  #last: Found<Route> | undefined

  add(method: string, path: string, handler: Route): void {
    if (!/[:*{?]/.test(path)) this.#plain.add(path)
    this.#found.clear()
    this.#last = undefined
    this.#patterns.add(method, path, handler)
  }

  match(method: string, path: string): Result<Route> {
    if (this.#last?.path === path && this.#last.method === method) return this.#last.result
    this.#last = this.#found.get(method)?.get(path) ?? this.#look(method, path)
    return this.#last.result
  }

  #look(method: string, path: string): Found<Route> {
    const found = { method, path, result: this.#patterns.match(method, path) }
    if (this.#plain.has(path)) this.#found.set(method, (this.#found.get(method) ?? new Map()).set(path, found))
    return found
  }
}

interface Found<Route> {
  readonly method: string
  readonly path: string
  readonly result: Result<Route>
}
