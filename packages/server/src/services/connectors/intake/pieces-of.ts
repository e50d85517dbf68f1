import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import { failed } from '../failures.ts'
import type { ObjectPlace } from '../places/object-place.ts'
import { manifestName } from '../target/manifest-name.ts'
import { type ObjectFormat, objectFormats, type Piece } from './read-object.ts'

/** One object as somebody asks for it. */
export const wantedObject = z.strictObject({
  name: z.string().max(1000),
  entity: z.string().min(1).max(200).optional(),
  format: z.enum(objectFormats).optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n\p{Cs}]$/u, 'one character, and no quote')
    .optional(),
  entityField: z.string().min(1).max(200).optional(),
})
export type WantedObject = z.infer<typeof wantedObject>

const mostObjects = 500

const byExtension: Readonly<Record<string, ObjectFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  parquet: 'parquet',
}

/** Those that are named, or all that are there and are called what rows are. */
export async function piecesOf(
  place: ObjectPlace,
  wanted: readonly WantedObject[],
  { signal, usual }: { readonly signal: AbortSignal; readonly usual?: ObjectFormat },
): Promise<Piece[]> {
  if (wanted.length > 0) return wanted.map((one) => pieceOf(one, usual))
  const found: Piece[] = []
  for await (const { name } of place.list(signal)) {
    if (formatByName(name) === undefined && usual === undefined) continue
    // What an export says of its objects is none of them.
    if (name.split('/').at(-1) === manifestName) continue
    if (found.length >= mostObjects) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `one import takes at most ${mostObjects} objects, and there are more`,
        hint: 'Name those that are wanted, or give the connector a folder or a prefix with fewer.',
        details: { limit: 'objects', most: mostObjects },
      })
    }
    found.push(pieceOf({ name }, usual))
  }
  if (found.length === 0) throw failed('there is nothing to take: no object is called .csv, .ndjson, .json or .parquet')
  return found
}

function pieceOf(
  { name, entity, format, delimiter, entityField }: WantedObject,
  usual: ObjectFormat | undefined,
): Piece {
  const known = format ?? formatByName(name) ?? usual
  if (known === undefined) {
    throw new RequestError('REQUEST_INVALID', {
      message: `what ${JSON.stringify(name)} holds cannot be told by its name: say its format`,
      details: { formats: objectFormats },
    })
  }
  const between = delimiter ?? (extensionOf(name) === 'tsv' ? '\t' : undefined)
  return {
    name,
    entity: entity ?? stemOf(name),
    format: known,
    ...(between === undefined ? {} : { delimiter: between }),
    ...(entityField === undefined ? {} : { entityField }),
  }
}

function extensionOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(withoutQuery(name))?.[1]?.toLowerCase() ?? ''
}

function formatByName(name: string): ObjectFormat | undefined {
  const extension = extensionOf(name)
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined
}

/** The last part of its path, without what says its format. */
function stemOf(name: string): string {
  const last =
    withoutQuery(name)
      .split('/')
      .findLast((part) => part !== '') ?? ''
  const stem = formatByName(last) === undefined ? last : last.replace(/\.[^.]*$/, '')
  return stem === '' ? 'rows' : stem.slice(0, 200)
}

function withoutQuery(name: string): string {
  return name.replace(/[?#].*$/s, '')
}
