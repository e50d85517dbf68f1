import type { Parameter } from './query.ts'

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type Parameters = Readonly<Record<string, Parameter<unknown>>>

/** A screen's place: its path with `:names`, and what of its state stands in the query. */
export interface Route<Path extends string = string, Query extends Parameters = Parameters> {
  readonly path: Path
  readonly query: Query
}

export type ParamsOf<R> = R extends Route<infer Path> ? { readonly [Name in NamesIn<Path>]: string } : never
export type QueryOf<R> =
  R extends Route<string, infer Query>
    ? { readonly [Name in keyof Query]: Query[Name] extends Parameter<infer Value> ? Value : never }
    : never

export function route<const Path extends string, Query extends Parameters = Record<never, never>>(
  path: Path,
  query?: Query,
): Route<Path, Query> {
  return { path, query: query ?? emptyOf() }
}

/** Without a query there is none: `Query` is empty where the argument was left out. */
function emptyOf<Query>(): Query {
  return {} as Query
}

/** What stands in the address bar, from the first slash on. What is as it is at first is left out. */
export function addressOf<R extends Route>(
  { path, query }: R,
  params: ParamsOf<R>,
  asked: Partial<QueryOf<R>> = {},
): string {
  const values: Readonly<Record<string, unknown>> = params
  const filled = path.replaceAll(/:(\w+)/g, (_part, name: string) => encodeURIComponent(String(values[name])))
  const said = new URLSearchParams()
  for (const [name, parameter] of Object.entries(query)) {
    const value = Object.entries(asked).find(([key]) => key === name)?.[1]
    if (value === undefined || value === parameter.initial) continue
    const text = parameter.write(value)
    if (text !== '') said.set(name, text)
  }
  return said.size === 0 ? filled : `${filled}?${said}`
}

export interface Match<R extends Route> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
}

/** What an address says to a route; undefined where it is none of that route. */
export function matchOf<R extends Route>({ path, query }: R, url: URL): Match<R> | undefined {
  const wanted = path.split('/')
  const given = url.pathname.replace(/(?<=.)\/+$/, '').split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const text = decoded(given[i] ?? '')
    if (text === undefined) return undefined
    if (part.startsWith(':')) {
      if (text === '') return undefined
      params[part.slice(1)] = text
    } else if (part !== text) return undefined
  }
  const asked = Object.entries(query).map(([name, parameter]) => {
    const text = url.searchParams.get(name)
    return [name, (text === null ? undefined : parameter.read(text)) ?? parameter.initial]
  })
  return typed({ params, query: Object.fromEntries(asked) })
}

/** Made by the route's own path and parameters, name by name. */
function typed<R extends Route>(found: { params: Record<string, string>; query: unknown }): Match<R> {
  return found as Match<R>
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
