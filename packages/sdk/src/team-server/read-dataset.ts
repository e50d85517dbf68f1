import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import { parseJsonExact } from '../formats/json-parse.ts'
import { isRow } from '../formats/ndjson-decode.ts'
import { understood } from './answer.ts'
import { answerTo, unreachable } from './ask.ts'
import { type Revealing, refuseMasked } from './refuse-masked.ts'
import type { TeamServer } from './team-server.ts'

export type ServedRow = Readonly<Record<string, unknown>>

export interface DatasetQuestion extends Revealing {
  readonly dataset: string
  /** What is published when not said. */
  readonly version?: number | undefined
  /** All when not said. */
  readonly entity?: string | undefined
  /** An expression over the fields of a row. */
  readonly filter?: string | undefined
}

/** Rows of one version, which never change: whoever names it gets the same again. */
export interface DatasetRead {
  readonly version: number
  /** Of the version; another one for every other content. */
  readonly contentHash: string
  readonly entities: readonly { readonly entity: string; readonly rows: readonly ServedRow[] }[]
}

/** More is no test data of one test, and would stand in its memory. */
const mostRows = 100_000
const retries = 4

const described = z.object({ publishedVersion: z.int().nullable() })
const version = z.object({
  contentHash: z.string().nullable(),
  entities: z.array(z.object({ entity: z.string(), rows: z.int() })),
})

export async function readDataset(server: TeamServer, question: DatasetQuestion): Promise<DatasetRead> {
  const { dataset, entity, filter, reveal } = question
  const doing = `read the dataset ${JSON.stringify(dataset)}`
  const answer = (path: readonly string[], query: Readonly<Record<string, string | number | undefined>> = {}) =>
    answerTo(server, { doing, method: 'get', path: ['datasets', dataset, ...path], query, timeout: 60_000, retries })
  const get = async (path: readonly string[]) => (await answer(path)).body
  const wanted = question.version ?? understood(server, doing, described, await get([])).publishedVersion
  if (wanted === null) throw notThere(server, doing, 'has no published version yet', 'Publish a version of it first.')
  const found = understood(server, doing, version, await get(['versions', String(wanted)]))
  const chosen = found.entities.filter((one) => entity === undefined || one.entity === entity)
  if (chosen.length === 0) {
    const there = found.entities.map((one) => one.entity).join(', ')
    throw notThere(server, doing, `has no entity ${JSON.stringify(entity)} in version ${wanted}`, `It has ${there}.`)
  }
  const rows = chosen.reduce((sum, one) => sum + one.rows, 0)
  if (filter === undefined && rows > mostRows) throw tooMany(doing, rows)
  const entities = []
  for (const one of chosen) {
    const asked = { version: wanted, entity: one.entity, filter, format: 'ndjson', reveal: reveal ? 'true' : undefined }
    const { body, headers } = await answer(['export'], asked)
    refuseMasked(doing, question, maskedIn(headers))
    entities.push({ entity: one.entity, rows: rowsOf(server, doing, body) })
  }
  return { version: wanted, contentHash: found.contentHash ?? '', entities }
}

/** users=email,name: of one entity. */
function maskedIn(headers: Headers): string[] {
  const [, fields = ''] = (headers.get('x-masked-fields') ?? '').split('=')
  return fields === '' ? [] : fields.split(',').map(decodeURIComponent)
}

/** Each row has the fields that stand in it: what it leaves out, a database gives. */
function rowsOf(server: TeamServer, doing: string, lines: Buffer): ServedRow[] {
  const written = lines.toString().split('\n')
  if (written.at(-1) === '') written.pop()
  if (written.length > mostRows) throw tooMany(doing, written.length)
  return written.map((line) => {
    const row = parseJsonExact(line)
    if (isRow(row)) return row
    throw unreachable(server, doing, 'answered with something that is no row')
  })
}

function tooMany(doing: string, rows: number): UnderstudyError {
  return new UnderstudyError('TEST_DATA_FAILED', {
    operation: doing,
    message: `${rows} rows are more than a test takes into its memory, which are ${mostRows}`,
    hint: 'Name an entity and a filter, or prepare the database once from an export.',
  })
}

function notThere(server: TeamServer, doing: string, what: string, hint: string): UnderstudyError {
  return new UnderstudyError('TEAM_SERVER_REFUSED', {
    operation: doing,
    at: server.url,
    message: `the server at ${server.url} cannot ${doing}: it ${what}`,
    hint,
    details: { url: server.url, team: server.team },
  })
}
