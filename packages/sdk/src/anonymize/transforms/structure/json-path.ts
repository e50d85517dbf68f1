/** A step into JSON: a key, a place in a list, any of either, or any number of steps. */
export type JsonStep = string | number | typeof ANY | typeof DEEP

export const ANY = Symbol('any key or place')
export const DEEP = Symbol('any number of steps')

const step = /^(?:\.?(\*\*)|\.?(\*)|\[\*()\]|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.[\]"*\s][^.[\]"]*))/

/** What is at a place, or the key that leads there. */
export interface JsonPath {
  readonly steps: readonly JsonStep[]
  readonly key: boolean
}

/** A path; with ~ behind it, the keys that it leads through at last: users.*~ is every key of users. Undefined where it is none. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const key = text.endsWith('~')
  const steps = stepsOf(key ? text.slice(0, -1) : text)
  const last = steps?.at(-1)
  return steps === undefined || (key && (last === undefined || typeof last === 'number' || last === DEEP))
    ? undefined
    : { steps, key }
}

/** customer.email, items[*].name, $.a["key.with.points"], tags[0], **.phone. Undefined where it is no path. */
function stepsOf(text: string): readonly JsonStep[] | undefined {
  const steps: JsonStep[] = []
  let rest = text.startsWith('$') ? text.slice(1) : text
  while (rest !== '') {
    const match = step.exec(rest)
    if (!match || (match[0].startsWith('.') && steps.length === 0 && !text.startsWith('$'))) return undefined
    const [whole, deep, any, anyPlace, place, quoted, key] = match
    if (deep !== undefined) steps.push(DEEP)
    else if (any !== undefined || anyPlace !== undefined) steps.push(ANY)
    else if (place !== undefined) steps.push(Number(place))
    else steps.push(quoted === undefined ? (key ?? '') : quoted.replace(/\\(.)/gs, '$1'))
    rest = rest.slice(whole.length)
  }
  return steps
}

/** Whether the path, from a step on, leads exactly to where one is. */
export function leadsTo(path: readonly JsonStep[], place: readonly (string | number)[], i = 0, j = 0): boolean {
  if (i === path.length) return j === place.length
  if (path[i] === DEEP) {
    for (let at = j; at <= place.length; at++) if (leadsTo(path, place, i + 1, at)) return true
    return false
  }
  if (j === place.length) return false
  return (path[i] === ANY || path[i] === place[j]) && leadsTo(path, place, i + 1, j + 1)
}
