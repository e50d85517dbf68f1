import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import type { TeamServer } from './team-server.ts'

const longest = 500

/** The one shape of an error, as far as somebody needs it here. */
const answer = z.object({
  errorCode: z.string().regex(/^[A-Z][A-Z0-9_]{1,60}$/),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).catch({}),
  requestId: z.string().optional().catch(undefined),
  suggestedActions: z.array(z.string()).catch([]),
})
const answered = z.object({ answer: z.record(z.string(), z.unknown()) })

/** The error that an answer is: a refusal in the server's own words, or that nobody could do what was asked for. */
export async function refusalOf(server: TeamServer, doing: string, response: Response): Promise<UnderstudyError> {
  const { status } = response
  const said = answer.safeParse(jsonOf(await response.text())).data
  const requestId = (said?.requestId ?? response.headers.get('x-request-id') ?? '').slice(0, 100)
  const about = {
    operation: doing,
    at: server.url,
    details: {
      url: server.url,
      team: server.team,
      status,
      requestId,
      ...(said && { errorCode: said.errorCode, answer: said.details }),
    },
  }
  if (!said || status >= 500) {
    const why = said ? `${said.errorCode}, ${said.message.slice(0, longest)}` : 'and not as a server of Understudy does'
    return new UnderstudyError('TEAM_SERVER_UNREACHABLE', {
      ...about,
      message: `the server at ${server.url} answered with status ${status} (${why}), asked to ${doing}`,
      ...(said && { hint: `Look for the request ${requestId} in what the server prints, and try again.` }),
    })
  }
  const [hint] = said.suggestedActions
  return new UnderstudyError('TEAM_SERVER_REFUSED', {
    ...about,
    message: `the server at ${server.url} refused to ${doing}: ${said.message.slice(0, longest)} (${said.errorCode})`,
    hint:
      status === 401
        ? 'Check the key: server.key, or UNDERSTUDY_API_KEY.'
        : (hint ?? '').slice(0, longest) || 'See what the server says.',
  })
}

/** What a refusal says for programs. */
export function answerOf(thrown: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!(thrown instanceof UnderstudyError) || thrown.code !== 'TEAM_SERVER_REFUSED') return undefined
  return answered.safeParse(thrown.details).data?.answer
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Proxies answer with pages.
    return undefined
  }
}
