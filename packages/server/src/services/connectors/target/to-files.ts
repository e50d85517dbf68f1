import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
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

interface Found {
  readonly is: 'nothing' | 'other' | 'export'
  readonly ours?: ReturnType<typeof readManifest>
}

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
    await putThere(run, { draft, place, old })
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

/** Others may put theirs there, or take it away, meanwhile: where it may be replaced, the last one stands there. */
async function putThere(
  run: ExportRun,
  { draft, place, old }: { readonly draft: string; readonly place: string; readonly old: string },
): Promise<void> {
  for (;;) {
    const there = await whatIsAt(place)
    if (there.is !== 'nothing') {
      refuseOccupied(run, there)
      await rm(old, { recursive: true, force: true })
      if (!(await renamed(place, old, ['ENOENT']))) continue
    }
    if (await renamed(draft, place, ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'])) return
  }
}

/** Whether it is: `false` where one of these says that somebody was there first. */
async function renamed(from: string, to: string, first: readonly string[]): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (thrown) {
    if (first.includes(codeOf(thrown) ?? '')) return false
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

async function whatIsAt(place: string): Promise<Found> {
  const found = await folderAt(place)
  if (found === undefined) return { is: 'nothing' }
  if (!found.isDirectory()) return { is: 'other' }
  try {
    const ours = readManifest(await readFile(join(place, manifestName), 'utf8'))
    return ours ? { is: 'export', ours } : { is: 'other' }
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    // Without a manifest, or another one's that was put away meanwhile: then it is looked at again.
    return (await folderAt(place))?.ino === found.ino ? { is: 'other' } : whatIsAt(place)
  }
}

async function folderAt(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

function refuseOccupied({ to, existing }: ExportRun, { is }: Found): void {
  if (existing !== 'replace') throw occupied(to)
  if (is === 'export') return
  throw new RequestError('TARGET_OCCUPIED', {
    message: `${JSON.stringify(to)} is there and is no export of this server: it is not replaced`,
  })
}

function occupied(to: string): RequestError {
  return new RequestError('TARGET_OCCUPIED', { message: `${JSON.stringify(to)} is there already` })
}
