import { z } from 'zod'
import { errorCodes } from '../../error-codes.ts'
import { type ErrorCode, UnderstudyError } from '../../errors.ts'
import { wire } from '../wire.ts'

const longest = 500

/** What an API may say by a code of its own; anything else goes by the status. */
const known = [
  'TEST_API_DISABLED',
  'TEST_API_UNAUTHORIZED',
  'TEST_API_REPLAYED',
  'TEST_API_LIMITED',
  'TEST_API_FAILED',
  'TEST_ID_INVALID',
  'TEST_AGE_INVALID',
  'TEST_OPERATION_UNKNOWN',
  'ENTITY_INVALID',
  'CLEANUP_REFUSED',
  'INPUT_MALFORMED',
] as const satisfies ErrorCode[]

const answer = z.object({
  errorCode: z.enum(known).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  hint: z.string().optional().catch(undefined),
  suggestedActions: z.array(z.string()).optional().catch(undefined),
  requestId: z.string().optional().catch(undefined),
  details: z
    .object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) })
    .optional()
    .catch(undefined),
})

/** The error that an answer of the API is, with the id under which its log tells more. */
export async function refusalOf(operation: string, response: Response): Promise<UnderstudyError> {
  const said = answer.safeParse(jsonOf(await response.text())).data
  const requestId = said?.requestId ?? response.headers.get(wire.headers.request) ?? undefined
  const problems = said?.details?.problems
  const code = said?.errorCode ?? codeOf(response.status)
  const hint = said?.hint ?? said?.suggestedActions?.[0]
  return new UnderstudyError(code, {
    operation,
    message: said?.message === undefined ? meaningOf(response.status) : said.message.slice(0, longest),
    ...(hint !== undefined && hint !== errorCodes[code][0] && { hint: hint.slice(0, longest) }),
    details: {
      status: response.status,
      ...(requestId !== undefined && { requestId: requestId.slice(0, longest) }),
      ...(problems !== undefined && { problems }),
    },
  })
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'TEST_API_UNAUTHORIZED'
  if (status === 403) return 'TEST_API_DISABLED'
  if (status === 409 || status === 429) return 'TEST_API_LIMITED'
  if (status < 400 || status === 404 || status === 405) return 'TEST_API_UNREACHABLE'
  return 'TEST_API_FAILED'
}

/** Where the answer comes from something else than a test data API, or from one that says nothing. */
function meaningOf(status: number): string {
  if (status < 400) return `A test data API never answers ${status}: something else stands at this address`
  if (status === 404 || status === 405) return `There is no test data API at this address (status ${status})`
  return `The request was refused with status ${status}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Proxies answer with pages.
    return undefined
  }
}
