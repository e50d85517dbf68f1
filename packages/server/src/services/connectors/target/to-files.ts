import { createHash } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatNamed } from '@understudy/sdk/formats'
import { codeOf } from '../../../errors/code-of.ts'
import { RequestError } from '../../../errors/request-error.ts'
import { encodedEntity } from '../../datasets/read/encoded-entity.ts'
import { failed } from '../failures.ts'
import type { TeamFolder } from '../places/team-folder.ts'
import type { TransferredObject } from '../transfers/transfer.ts'
import { type ExportRun, manifestOf, objectName, readManifest, type Written } from './export-run.ts'
import { manifestName } from './manifest-name.ts'

/**
 * A folder with a file for each entity. It is written beside its place, flushed, and put there by one renaming: at no
 * moment is a part of it seen under its name, and whoever finds it there finds all of it.
 */
export async function toFiles(run: ExportRun, root: TeamFolder, folder: string): Promise<TransferredObject[]> {
  const parent = await root.folderFor(folder)
  const place = await root.pathOf(folder === '' ? run.to : `${folder.replace(/\/$/, '')}/${run.to}`)
  if (dirname(place) !== parent) throw failed('what an export is called is the name of one folder')
  const draft = join(parent, `.draft-${run.transfer}`)
  const old = join(parent, `.old-${run.transfer}`)
  // A try before may have ended between the two renamings.
  if (run.log.steps.length > 0 && (await whatIsAt(place)).is === 'nothing') await putBack(place, old)
  const there = await whatIsAt(place)
  if (there.ours?.transfer === run.transfer) {
    // Put there by a try that did not live to tell.
    await rm(old, { recursive: true, force: true })
    return there.ours.objects.map(({ sha256: _, ...object }) => object)
  }
  if (there.is !== 'nothing') refuseOccupied(run, there)
  // So that whoever tidies knows of the draft.
  if (run.log.steps.length === 0) await run.log.add({ kind: 'upload', object: run.to, upload: '' })
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  try {
    const written: Written[] = []
    for (const entity of run.entities) written.push(await writeEntity(run, draft, entity))
    await writeFile(join(draft, manifestName), [manifestOf(run, written)])
    await flushFolder(draft)
    if (there.is !== 'nothing') await rename(place, old)
    await rename(draft, place).catch((thrown: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(thrown) ?? '')) throw thrown
      throw occupied(run.to)
    })
    await flushFolder(parent)
    await rm(old, { recursive: true, force: true })
    return written.map(({ sha256: _, ...object }) => object)
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true })
    await putBack(place, old)
    if (codeOf(thrown) === 'ENOSPC') throw failed('there is no room left on the disk that files are written to', thrown)
    throw thrown
  }
}

/** After a transfer that nobody goes on with. */
export async function forgetDraft(root: TeamFolder, folder: string, transfer: string, to: string): Promise<void> {
  const parent = await root.folderFor(folder)
  await rm(join(parent, `.draft-${transfer}`), { recursive: true, force: true })
  await putBack(join(parent, to), join(parent, `.old-${transfer}`))
}

/** What was to be replaced and was not is there again. */
async function putBack(place: string, old: string): Promise<void> {
  if ((await whatIsAt(old)).is === 'nothing') return
  if ((await whatIsAt(place)).is === 'nothing') await rename(old, place)
  else await rm(old, { recursive: true, force: true })
}

async function writeEntity(run: ExportRun, draft: string, entity: ExportRun['entities'][number]): Promise<Written> {
  const { services, team, version, sight, format, signal, onRows } = run
  const name = objectName(entity.entity, formatNamed(format).extension)
  const place = { team, dataset: version.dataset.id, version: version.version, sight }
  const hash = createHash('sha256')
  let bytes = 0
  async function* counted() {
    const told = (rows: number) => onRows(rows, bytes)
    for await (const piece of encodedEntity(services, place, entity, { format, signal, onRows: told })) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  await writeFile(join(draft, name), counted())
  return { name, entity: entity.entity, rows: entity.rows, bytes, sha256: hash.digest('hex') }
}

async function writeFile(path: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  await using handle: FileHandle = await open(path, 'wx', 0o600)
  for await (const piece of pieces) await handle.appendFile(piece)
  await handle.sync()
}

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function whatIsAt(place: string) {
  try {
    const found = await lstat(place)
    if (!found.isDirectory()) return { is: 'other' } as const
    const manifest = await readFile(join(place, manifestName), 'utf8')
    const ours = readManifest(manifest)
    return ours ? ({ is: 'export', ours } as const) : ({ is: 'other' } as const)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    return (await lstat(place).catch(() => undefined)) ? ({ is: 'other' } as const) : ({ is: 'nothing' } as const)
  }
}

function refuseOccupied({ to, existing }: ExportRun, { is }: Awaited<ReturnType<typeof whatIsAt>>): void {
  if (existing !== 'replace') throw occupied(to)
  if (is === 'export') return
  throw new RequestError('TARGET_OCCUPIED', {
    message: `${JSON.stringify(to)} is there and is no export of this server: it is not replaced`,
  })
}

function occupied(to: string): RequestError {
  return new RequestError('TARGET_OCCUPIED', { message: `${JSON.stringify(to)} is there already` })
}
