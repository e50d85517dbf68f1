import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'
import type { TableShape } from '../shape/table-shape.ts'
import { type Manifest, manifestName, manifestShape } from './layout.ts'
import { type Row, rowOf } from './rows.ts'

export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifestShape.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')))
  } catch (thrown) {
    throw new ServerError('BACKUP_INVALID', { message: `${folder} holds no whole backup`, cause: thrown })
  }
}

/** Every file that the manifest names is there, byte for byte. */
export async function verifyBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder)
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const hash = createHash('sha256')
    try {
      await pipeline(createReadStream(join(folder, name)), hash)
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw thrown
      throw new ServerError('BACKUP_INVALID', { message: `${name} of the backup is not there`, cause: thrown })
    }
    if (hash.digest('hex') !== sha256)
      throw new ServerError('BACKUP_INVALID', { message: `${name} of the backup was changed` })
  }
  return manifest
}

/** Rows of one of its files, some at a time. */
export async function* pagesOf(
  folder: string,
  name: string,
  shape: TableShape,
  size: number,
): AsyncGenerator<readonly Row[]> {
  const lines = createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Number.POSITIVE_INFINITY })
  let page: Row[] = []
  for await (const line of lines) {
    page.push(rowOf(line, shape))
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
