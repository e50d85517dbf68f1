import { createReadStream } from 'node:fs'
import { redactUrl, type SafetyCheck, type Scan, scanFile, scanSource } from '@understudy/sdk/clone'
import { UnderstudyError } from '@understudy/sdk/error'
import { entityField, namesEntities } from '@understudy/sdk/formats'
import { counted } from '../../terminal/amounts.ts'
import { systemMessage } from '../../terminal/system-message.ts'
import type { Around } from '../command.ts'
import { guard } from '../guard.ts'
import { resolvePlace } from '../resolve-place.ts'
import { entityName, fileFormat } from './file-format.ts'

export interface ScanRequest {
  readonly samples: number | undefined
  readonly minConfidence: number | undefined
  readonly waivers: readonly string[]
}

export interface Scanned {
  readonly scan: Scan
  readonly checks: readonly SafetyCheck[]
}

/** A file by its extension; anything else leads to a database. */
export async function runScan(
  text: string | undefined,
  request: ScanRequest,
  { terminal, signal }: Around,
): Promise<Scanned> {
  const { samples, minConfidence, waivers } = request
  const options = {
    samples,
    minConfidence,
    signal,
    onProgress: ({ table, done, of }: { table: string; done: number; of: number }) =>
      terminal.progress.say(`${done + 1} of ${counted(of, 'table')}: ${table}`),
  }
  const format = text === undefined ? undefined : fileFormat(text)
  if (text !== undefined && format !== undefined) {
    const entity = entityName(text)
    return {
      scan: await readFile(text, async () =>
        scanFile(format, createReadStream(text, { signal }), {
          ...options,
          name: text,
          entity,
          ...(format === 'ndjson' && (await namesEntities(text)) ? { entityField } : {}),
        }),
      ),
      checks: [],
    }
  }
  const { url, environment } = await resolvePlace(text)
  terminal.progress.say(`reads ${redactUrl(url)}`)
  return await scanSource(url, { ...options, waivers, environment, ...guard() })
}

async function readFile<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    if (thrown instanceof Error && thrown.name === 'AbortError')
      throw new UnderstudyError('CANCELLED', {
        operation: 'scan a file',
        message: 'The scan was interrupted',
        details: { stands: 'nothing was changed' },
        cause: thrown,
      })
    throw new UnderstudyError('INPUT_MALFORMED', {
      operation: 'scan a file',
      at: path,
      message: `${path}: ${systemMessage(thrown)}`,
      hint: 'Name a file that is there and can be read.',
      cause: thrown,
    })
  }
}
