import { clientError } from './api-error.ts'

type Values = Readonly<Record<string, unknown>>

/** A path with its parts filled in, and its query. */
export function addressOf(path: string, param: Values = {}, query: Values = {}): string {
  const filled = path.replaceAll(/:(\w+)/g, (_part, name: string) => segmentOf(name, param[name]))
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) asked.append(name, String(value))
  }
  return asked.size === 0 ? filled : `${filled}?${asked}`
}

/** What a URL takes for a step up or for nothing at all is no name that it can carry, encoded or not. */
function segmentOf(name: string, value: unknown): string {
  const text = value === undefined ? '' : String(value)
  if (text === '' || text === '.' || text === '..') {
    throw clientError('PATH_INVALID', `${name} is ${JSON.stringify(text)}, which cannot stand in an address`)
  }
  return encodeURIComponent(text)
}
