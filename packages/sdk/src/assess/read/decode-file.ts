import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { extname } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'
import type { DecodeOptions, Format } from '../../formats/contract.ts'
import { csv } from '../../formats/csv.ts'
import type { ReadInto } from '../../formats/csv-block.ts'
import { type CellOptions, decodeCsvCells } from '../../formats/csv-cells.ts'
import type { Batch } from '../../model/batch.ts'

export interface FileOptions {
  /** csv, json, ndjson, parquet or xml; by the file's extension where not said. */
  readonly format?: string | undefined
  /** csv: what stands between fields. */
  readonly delimiter?: string | undefined
}

const byExtension: Readonly<Record<string, string>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
  '.xml': 'xml',
}

/** Whether its name says that a file holds rows. */
export function isFileOfRows(path: string): boolean {
  return Object.hasOwn(byExtension, extname(path).toLowerCase())
}

export async function formatOfFile(path: string, said: string | undefined): Promise<Format> {
  const name = said ?? byExtension[extname(path).toLowerCase()]
  const format = name === undefined ? undefined : await formatOf(name)
  if (format?.decode !== undefined) return format
  throw new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation: 'read the file',
    at: path,
    message:
      name === undefined ? `what ${path} holds cannot be told by its name` : `rows cannot be read out of ${name}`,
    hint: 'Give a file of csv, json, ndjson, parquet or xml, and say which where its name does not.',
  })
}

/** What the other formats need is loaded when one of them is read. */
async function formatOf(name: string): Promise<Format> {
  if (name.toLowerCase() === csv.name) return csv
  return (await import('../../formats/formats.ts')).formatNamed(name)
}

export async function checkReadable(path: string): Promise<void> {
  await using _ = await opened(path)
}

/** Of Parquet, whose index is at its end, ranges are read; of all else one chunk after another. What is malformed is named with the file. CSV may leave out columns that are not wanted, and use memory again. */
export async function* decodeFile(
  path: string,
  format: Format,
  options: DecodeOptions & FileOptions,
  cells: Pick<CellOptions, 'wanted' | 'reuse'> = {},
): AsyncGenerator<Batch> {
  const delimiter = options.delimiter ?? (path.toLowerCase().endsWith('.tsv') ? '\t' : undefined)
  const decoding = { ...options, delimiter: format.name === 'csv' ? delimiter : undefined }
  await using handle = await opened(path)
  const { size } = await handle.stat()
  try {
    if (format.name === 'parquet') {
      const { parquetBatches } = await import('../../formats/parquet-decode.ts')
      const slice = (start: number, end?: number) => range(handle, start, end ?? size)
      yield* parquetBatches({ byteLength: size, slice }, decoding)
    } else if (format.name === 'csv') {
      const read: ReadInto = async (into) => (await handle.read(into, 0, into.length)).bytesRead
      yield* decodeCsvCells(read, { ...decoding, ...cells })
    } else if (format.decode !== undefined) yield* format.decode(chunks(handle), decoding)
  } catch (thrown) {
    throw thrown instanceof UnderstudyError && thrown.code === 'INPUT_MALFORMED' ? inFile(path, thrown) : thrown
  }
}

function inFile(path: string, { operation, message, at, cause }: UnderstudyError): UnderstudyError {
  return new UnderstudyError('INPUT_MALFORMED', {
    operation,
    at: at === undefined ? path : `${path}, ${at}`,
    message: `${path}: ${message}`,
    cause,
  })
}

async function opened(path: string): Promise<FileHandle> {
  let handle: FileHandle
  try {
    handle = await open(path)
  } catch (thrown) {
    throw unreadable(path, whyUnreadable(thrown), thrown)
  }
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw unreadable(path, 'it is no file')
}

export function whyUnreadable(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it is not there'
  if (code === 'EACCES' || code === 'EPERM') return 'that is not allowed'
  return messageOf(thrown)
}

export function unreadable(path: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('USAGE', {
    operation: 'read the file',
    at: path,
    message: `${path} cannot be read: ${why}`,
    hint: 'Give a file of csv, json, ndjson, parquet, xml or sql, a folder of such files, or the URL of a database.',
    cause,
  })
}

async function* chunks(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream('', { fd: handle, autoClose: false, highWaterMark: 2 ** 18 }))
    if (chunk instanceof Uint8Array) yield chunk
}

async function range(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start)
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return bytes.buffer
}
