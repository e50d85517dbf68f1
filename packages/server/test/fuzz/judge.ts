import type { Document, Operation } from './document.ts'
import { problemsOf } from './problems-of.ts'

const mostBytes = 1 << 20

/** What is wrong with an answer. `operation` is undefined where the document knows of none that was asked. */
export async function judge(
  operation: Operation | undefined,
  method: string,
  document: Document,
  answer: Response,
): Promise<string[]> {
  const { status } = answer
  const bytes = await read(answer)
  const said = bytes.toString().slice(0, 300)
  const problems: string[] = []
  const response = operation?.responses[status]
  if (status >= 500) problems.push(`it answers ${status}: ${said}`)
  if (operation && !response) problems.push(`it answers ${status}, which its document does not know: ${said}`)
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  if (status >= 400 && method !== 'HEAD') {
    problems.push(...problemsOfJson(bytes, { $ref: '#/components/schemas/Error' }, document))
    if (/node_modules|\bat \/|SQLITE_|select "|packages\//.test(bytes.toString())) {
      problems.push(`it tells of its inside: ${said}`)
    }
    if (status === 401 && !answer.headers.has('www-authenticate')) problems.push('401 without WWW-Authenticate')
  } else if (response?.content && status !== 304) {
    const schema = response.content[type]?.schema
    if (!schema) problems.push(`its body is ${type || 'nothing'}, which its document does not know`)
    else if (type === 'application/json') {
      problems.push(...problemsOfJson(bytes, schema, document))
    }
  } else if (response && bytes.length > 0) problems.push('it has a body, of which its document knows nothing')
  for (const name of ['x-request-id', 'x-content-type-options']) {
    if (!answer.headers.has(name)) problems.push(`it has no header ${name}`)
  }
  if (status !== 405 && answer.headers.get('cache-control') !== 'no-store') problems.push('a cache may keep it')
  return problems
}

function problemsOfJson(bytes: Buffer, schema: Parameters<typeof problemsOf>[1], document: Document): string[] {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    return [`it is no JSON: ${bytes.toString().slice(0, 100)}`]
  }
  return problemsOf(value, schema, document).slice(0, 5)
}

/** To its end, or as much as anybody would look at: events have no end. */
async function read(answer: Response): Promise<Buffer> {
  const reader = answer.body?.getReader()
  if (!reader) return Buffer.alloc(0)
  const events = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const pieces: Uint8Array[] = []
  for (let length = 0; length < mostBytes; ) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    length += value.length
    if (events) break
  }
  await reader.cancel()
  return Buffer.concat(pieces)
}
