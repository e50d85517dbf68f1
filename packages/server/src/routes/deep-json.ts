import type { Context } from 'hono'
import { RequestError } from '../errors/request-error.ts'

/** Whatever walks through a body goes one step deeper for each level of it, and a stack has an end. */
const most = 100

/** Of a body that is said to be JSON; the handler reads it again from memory. */
export async function refuseDeepJson(c: Context): Promise<void> {
  if (!/\bjson\b/i.test(c.req.header('content-type') ?? '')) return
  if (!isDeeper(await c.req.text(), most)) return
  throw new RequestError('LIMIT_EXCEEDED', {
    message: `objects and lists of a body may stand in one another ${most} levels deep, and these go deeper`,
    details: { limit: 'bodyDepth', most },
  })
}

/** Looks at brackets alone: what stands in texts counts not. */
export function isDeeper(json: string, levels: number): boolean {
  const marks = /["[\]{}]/g
  let depth = 0
  for (let found = marks.exec(json); found; found = marks.exec(json)) {
    const mark = found[0]
    if (mark === '"') marks.lastIndex = endOfText(json, found.index + 1)
    else if (mark === ']' || mark === '}') depth--
    else if (++depth > levels) return true
  }
  return false
}

function endOfText(json: string, from: number): number {
  for (let at = from; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === 34) return at + 1
    if (code === 92) at++
  }
  return json.length
}
