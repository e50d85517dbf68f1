/** What an engine tells of itself comes as plain JSON: its parts, as far as they are of the kind that is shown. */
export type Parts = Readonly<Record<string, unknown>>

export function partsOf(value: unknown): Parts {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function partIn(parts: Parts, name: string): Parts {
  return partsOf(parts[name])
}

export function listIn(parts: Parts, name: string): readonly Parts[] {
  const list = parts[name]
  return Array.isArray(list) ? list.map(partsOf) : []
}

export function textIn(parts: Parts, name: string): string {
  const text = parts[name]
  return typeof text === 'string' ? text : ''
}

export function textsIn(parts: Parts, name: string): readonly string[] {
  const list: unknown = parts[name]
  return Array.isArray(list) ? list.filter((one: unknown) => typeof one === 'string') : []
}

export function numberIn(parts: Parts, name: string): number | undefined {
  const number = parts[name]
  return typeof number === 'number' ? number : undefined
}
