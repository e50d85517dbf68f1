import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import { type Batch, type Format, parquetBatches } from '@understudy/sdk/formats'
import { systemMessage } from '../../terminal/system-message.ts'

export interface OpenedFile extends AsyncDisposable {
  readonly batches: AsyncIterable<Batch>
  readonly bytes: number
  /** Bytes that were read so far. */
  read(): number
}

/** Rows of a file as they come. Of Parquet, whose index is at its end, ranges are read; of all else one chunk after another. */
export async function openBatches(path: string, format: Format, entity: string): Promise<OpenedFile> {
  if (format.decode === undefined) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: 'read the file',
      at: path,
      message: `rows cannot be read out of ${format.name}`,
      hint: 'Give a file of csv, json, ndjson, parquet or xml.',
    })
  }
  const handle = await opened(path)
  try {
    const { size } = await handle.stat()
    let read = 0
    const count = (length: number) => {
      read += length
    }
    const batches =
      format.name === 'parquet'
        ? parquetBatches(
            { byteLength: size, slice: (start, end) => range(handle, start, end ?? size, count) },
            { entity },
          )
        : format.decode(chunks(handle, count), { entity })
    return { batches, bytes: size, read: () => read, [Symbol.asyncDispose]: () => handle.close() }
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path)
    if ((await handle.stat()).isFile()) return handle
    await handle.close()
  } catch (thrown) {
    throw unreadable(path, systemMessage(thrown), thrown)
  }
  throw unreadable(path, 'it is no file')
}

function unreadable(path: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('USAGE', {
    operation: 'read the file',
    at: path,
    message: `${path} cannot be read: ${why}`,
    hint: 'Check the path, and who may read the file.',
    cause,
  })
}

async function* chunks(handle: FileHandle, count: (length: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream('', { fd: handle, autoClose: false, highWaterMark: 2 ** 18 })) {
    if (!(chunk instanceof Uint8Array)) continue
    count(chunk.length)
    yield chunk
  }
}

async function range(handle: FileHandle, start: number, end: number, count: (length: number) => void) {
  const bytes = new Uint8Array(end - start)
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  count(bytes.length)
  return bytes.buffer
}
