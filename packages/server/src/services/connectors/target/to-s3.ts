import { createHash } from 'node:crypto'
import { formatNamed } from '@understudy/sdk/formats'
import { RequestError } from '../../../errors/request-error.ts'
import type { S3Client, S3Part } from '../../../s3/s3-client.ts'
import { S3Failure } from '../../../s3/s3-failure.ts'
import { encodedEntity } from '../../datasets/read/encoded-entity.ts'
import { BeginAnew, patiently } from '../failures.ts'
import { prefixOf } from '../places/s3-place.ts'
import type { Step } from '../transfers/step-log.ts'
import type { TransferredObject } from '../transfers/transfer.ts'
import { type ExportRun, manifestOf, objectName, readManifest, type Written } from './export-run.ts'
import { manifestName } from './manifest-name.ts'

const mostAnews = 2

/**
 * An object for each entity, and a manifest after all of them: where that is, everything is. An object is uploaded in
 * parts and seen whole or not at all; a later try goes on behind the last part that was uploaded.
 */
export async function toS3(run: ExportRun, client: S3Client, prefix: string): Promise<TransferredObject[]> {
  const { transfer, to, signal, reach } = run
  const lead = `${prefixOf(prefix)}${to}/`
  const once = <T>(work: () => Promise<T>) => patiently(reach.patience, signal, work)
  const placed = await manifestAt(client, lead + manifestName, signal, once)
  if (placed?.transfer === transfer) return placed.objects.map(({ sha256: _, ...object }) => object)
  const { extension } = formatNamed(run.format)
  const named = run.entities.map((entity) => ({ entity, name: objectName(entity.entity, extension) }))
  if (run.existing !== 'replace') {
    for (const { name } of [...named, { name: manifestName }]) {
      const head = await once(() => client.head(lead + name, { signal }))
      if (head !== undefined && head.meta.transfer !== transfer) {
        throw new RequestError('TARGET_OCCUPIED', { message: `${JSON.stringify(`${to}/${name}`)} is there already` })
      }
    }
  } else if (placed !== undefined) {
    // From here on what is there is not whole, and is not said to be.
    await once(() => client.delete(lead + manifestName, { signal }))
  }
  const written: Written[] = []
  for (const { entity, name } of named)
    written.push(await withAnews(run, name, () => upload(run, client, lead, entity, name, once)))
  const manifest = manifestOf(run, written)
  const about = { mediaType: 'application/json', meta: { transfer }, signal }
  await once(() => client.put(lead + manifestName, manifest, about))
  return written.map(({ sha256: _, ...object }) => object)
}

/** After a transfer that nobody goes on with: parts that were uploaded take room, and are paid for. */
export async function forgetUploads(
  client: S3Client,
  prefix: string,
  to: string,
  steps: readonly Step[],
): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'upload' && step.upload !== '')
      await client.abort(`${prefixOf(prefix)}${to}/${step.object}`, step.upload)
  }
}

type Once = <T>(work: () => Promise<T>) => Promise<T>

async function upload(
  run: ExportRun,
  client: S3Client,
  lead: string,
  entity: ExportRun['entities'][number],
  name: string,
  once: Once,
): Promise<Written> {
  const { services, team, transfer, version, format, log, signal, onRows } = run
  const key = lead + name
  const about = { mediaType: formatNamed(format).mediaType, meta: { transfer }, signal }
  const place = { team, dataset: version.dataset.id, version: version.version, sight: run.sight }
  const begun = log.ofKind('upload').findLast(({ object }) => object === name)
  const known = log.ofKind('uploaded').filter(({ object, upload: id }) => object === name && id === begun?.upload)
  const parts: S3Part[] = known.map(({ number, etag }) => ({ number, etag }))
  // Empty: what was uploaded counts no more.
  let id = begun?.upload || undefined
  const hash = createHash('sha256')
  let bytes = 0

  async function put(piece: Uint8Array, number: number, isLast: boolean): Promise<void> {
    hash.update(piece)
    bytes += piece.length
    const sha256 = createHash('sha256').update(piece).digest('hex')
    const before = known[number - 1]
    if (before !== undefined) {
      // The same version makes the same bytes: what is up already is that, or none of it counts.
      if (before.sha256 !== sha256) throw new BeginAnew('what was uploaded is not what is to be')
      return
    }
    if (isLast && number === 1) {
      await once(() => client.put(key, piece, about))
      return
    }
    if (id === undefined) {
      id = await once(() => client.begin(key, about))
      await log.add({ kind: 'upload', object: name, upload: id })
    }
    const upload = id
    const { etag } = await once(() => client.part(key, upload, number, piece, { signal })).catch(withoutUpload)
    parts.push({ number, etag })
    await log.add({ kind: 'uploaded', object: name, upload, number, etag, bytes: piece.length, sha256 })
  }

  const done = log.ofKind('placed').find((step) => step.name === name)
  let number = 0
  for await (const { piece, isLast } of inParts(
    encodedEntity(services, place, entity, { format, signal, onRows: (rows) => onRows(rows, bytes) }),
    run.partBytes,
  )) {
    number++
    if (done) {
      hash.update(piece)
      bytes += piece.length
    } else await put(piece, number, isLast)
  }
  if (done === undefined) {
    if (id !== undefined) {
      const upload = id
      await complete(client, key, upload, parts, transfer, signal, once)
    }
    await log.add({ kind: 'placed', name, entity: entity.entity, rows: entity.rows, bytes })
  }
  return { name, entity: entity.entity, rows: entity.rows, bytes, sha256: hash.digest('hex') }
}

/** A try before may have completed it and not lived to tell. */
async function complete(
  client: S3Client,
  key: string,
  upload: string,
  parts: readonly S3Part[],
  transfer: string,
  signal: AbortSignal,
  once: Once,
): Promise<void> {
  try {
    await once(() => client.complete(key, upload, parts, { signal }))
  } catch (thrown) {
    const head = await once(() => client.head(key, { signal }))
    if (head?.meta.transfer === transfer) return
    return withoutUpload(thrown)
  }
}

/** An upload that was aborted there, as stores do after a while, begins anew. */
function withoutUpload(thrown: unknown): never {
  const cause = thrown instanceof RequestError ? thrown.cause : thrown
  if (cause instanceof S3Failure && cause.code === 'NoSuchUpload') throw new BeginAnew('the upload has gone', { cause })
  throw thrown
}

/** An upload whose parts are of no use any more begins anew; a few times. */
async function withAnews<T>({ log, signal }: ExportRun, object: string, work: () => Promise<T>): Promise<T> {
  for (let anew = 0; ; anew++) {
    try {
      return await work()
    } catch (thrown) {
      signal.throwIfAborted()
      if (!(thrown instanceof BeginAnew) || anew >= mostAnews) throw thrown
      await log.add({ kind: 'upload', object, upload: '' })
    }
  }
}

async function* inParts(
  pieces: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<{ piece: Uint8Array; isLast: boolean }> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const some = piece.subarray(from, from + partBytes - size)
      // What is full goes when more is there: the last one is known by that.
      if (size === partBytes || some.length === 0) {
        yield { piece: Buffer.concat(waiting), isLast: false }
        waiting = []
        size = 0
        continue
      }
      waiting.push(some)
      size += some.length
      from += some.length
    }
  }
  yield { piece: Buffer.concat(waiting), isLast: true }
}

async function manifestAt(client: S3Client, key: string, signal: AbortSignal, once: Once) {
  return once(async () => {
    const head = await client.head(key, { signal })
    if (head === undefined || head.size > 64 << 20) return undefined
    const pieces: Uint8Array[] = []
    for await (const piece of (await client.get(key, { signal })).bytes) pieces.push(piece)
    return readManifest(Buffer.concat(pieces).toString())
  })
}
