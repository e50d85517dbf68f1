import type { Options } from '../../foreign.ts'

/** Most columns have none: one answer for all of them. */
const none: Options = Object.freeze({})

/** Of a list such as the catalog keeps of options, `name=value` each; names in their order, so that equal ones print equal. */
export function optionsOf(list: readonly string[] | null): Options {
  if (list === null) return none
  const pairs = list.map((text): [string, string] => {
    const at = text.indexOf('=')
    return [text.slice(0, at), text.slice(at + 1)]
  })
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
