import { atPointer } from './json-pointer.ts'
import { unmet } from './meets.ts'
import type { HttpProbe } from './probe.ts'

export interface HttpAround {
  readonly baseUrl: string | undefined
  /** What {{name}} stands for; what a probe saves is added. */
  readonly saved: Map<string, string>
  readonly signal: AbortSignal
  readonly fetch: typeof fetch
}

/** Undefined where all that was expected holds. */
export async function probeHttp(
  { method = 'GET', url, headers = {}, body, expect, save = {} }: HttpProbe,
  { baseUrl, saved, signal, fetch }: HttpAround,
): Promise<string | undefined> {
  const missing = new Set<string>()
  const filled = (text: string) =>
    text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => {
      const value = saved.get(name)
      if (value === undefined) missing.add(name)
      return value ?? whole
    })
  const target = filled(url)
  const sent = body === undefined ? undefined : filled(typeof body === 'string' ? body : JSON.stringify(body))
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)]))
  if (missing.size > 0) return `nothing was saved as ${[...missing].join(', ')}`
  if (!URL.canParse(target, baseUrl)) return 'it has a path alone, and the environment has no base URL'
  if (sent !== undefined && typeof body !== 'string') all['content-type'] ??= 'application/json'
  const response = await fetch(new URL(target, baseUrl), {
    method,
    headers: all,
    redirect: 'manual',
    signal,
    ...(sent === undefined ? {} : { body: sent }),
  })
  const text = await response.text()
  const json = asJson(text)
  for (const [name, pointer] of Object.entries(save)) {
    const value = atPointer(json, pointer)
    if (value !== undefined && value !== null) saved.set(name, String(value))
  }
  const problems = [
    expect.status === undefined ? undefined : unmet('the status', response.status, expect.status),
    ...Object.entries(expect.headers ?? {}).map(([name, expected]) =>
      unmet(`header ${name}`, response.headers.get(name) ?? undefined, expected),
    ),
    ...Object.entries(expect.json ?? {}).map(([pointer, expected]) =>
      unmet(pointer, atPointer(json, pointer), expected),
    ),
    expect.body === undefined ? undefined : unmet('the body', text, expect.body),
  ].filter((problem) => problem !== undefined)
  return problems.length === 0 ? undefined : problems.join('; ')
}

/** An answer that is no JSON has nothing at any pointer. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
