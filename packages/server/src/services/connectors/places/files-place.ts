import { type FileHandle, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BeginAnew } from '../failures.ts'
import type { FoundObject, ObjectPlace, OpenObject } from './object-place.ts'
import type { TeamFolder } from './team-folder.ts'

const deepest = 8
const pieceBytes = 256 * 1024

/** Files below a folder of the team, by their path from there. Links and hidden files are not seen. */
export function filesPlace(root: TeamFolder, folder: string): ObjectPlace {
  const below = (name: string) => (folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`)
  return {
    list: () => listed(root, folder),
    async open(name) {
      const handle = await root.openFile(below(name))
      return openFile(handle)
    },
  }
}

async function* listed(root: TeamFolder, folder: string): AsyncGenerator<FoundObject> {
  const start = await root.folderFor(folder)
  async function* within(path: string, called: string, depth: number): AsyncGenerator<FoundObject> {
    const entries = await readdir(path, { withFileTypes: true })
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue
      const name = called === '' ? entry.name : `${called}/${entry.name}`
      if (entry.isFile()) yield { name, size: undefined }
      else if (entry.isDirectory() && depth < deepest) yield* within(join(path, entry.name), name, depth + 1)
    }
  }
  yield* within(start, '', 0)
}

async function openFile(handle: FileHandle): Promise<OpenObject> {
  const tagOf = async () => {
    const { ino, size, mtimeNs } = await handle.stat({ bigint: true })
    return { tag: `${ino}-${size}-${mtimeNs}`, size: Number(size) }
  }
  const { tag, size } = await tagOf()
  async function* pieces(from: number, to: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < to; ) {
      const length = Math.min(pieceBytes, to - at)
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, at)
      if (bytesRead === 0) throw new BeginAnew('the file became shorter while it was read')
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
    if ((await tagOf()).tag !== tag) throw new BeginAnew('the file was written to while it was read')
  }
  return {
    size,
    tag,
    hasRanges: true,
    read: async (from, to = size) => pieces(from, Math.min(to, size)),
    close: () => handle.close(),
  }
}
