import type { z } from 'zod'
import { parseJsonExact } from '../formats/json-parse.ts'
import { unreachable } from './ask.ts'
import type { TeamServer } from './team-server.ts'

/** An answer as what it has to be. Where it is another one, something else stands at the address. */
export function understood<T>(server: TeamServer, doing: string, schema: z.ZodType<T>, answer: Buffer): T {
  const parsed = schema.safeParse(parseJsonExact(answer.toString()))
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'all of it')
  throw unreachable(server, doing, `answered what no server of this version does (${places.slice(0, 5).join(', ')})`)
}
