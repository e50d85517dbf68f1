import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { codeOf } from '../../../errors/code-of.ts'
import { RequestError } from '../../../errors/request-error.ts'
import { isTeamId, noSuchTeam } from '../../../store/names.ts'
import { failed } from '../failures.ts'
import { isRelativePath } from './relative-path.ts'

/**
 * The folder of a team among those that whoever runs the server has named. What is asked for below it is found there or
 * not at all: no `..` and no link leads out of it, also where somebody puts one there meanwhile.
 */
export class TeamFolder {
  readonly #root: string

  private constructor(root: string) {
    this.#root = root
  }

  /** It is made where it is not there yet. */
  static async of(folder: string | undefined, team: string): Promise<TeamFolder> {
    if (folder === undefined) {
      throw new RequestError('CONNECTOR_FAILED', {
        message: 'this server has no folder for files',
        hint: 'Ask whoever runs the server to name one: --connector-folder.',
      })
    }
    if (!isTeamId(team)) throw noSuchTeam()
    const root = join(folder, team)
    await mkdir(root, { recursive: true, mode: 0o700 })
    return new TeamFolder(await realpath(root))
  }

  /** Where it would be, each folder on the way being one. The last part need not be there. */
  async pathOf(relative: string): Promise<string> {
    if (!isRelativePath(relative)) throw outside()
    const parts = relative.split('/').filter((part) => part !== '')
    let path = this.#root
    for (const [i, part] of parts.entries()) {
      path = join(path, part)
      const found = await lstatOf(path)
      if (found === undefined) return join(path, ...parts.slice(i + 1))
      if (found.isSymbolicLink()) throw outside()
      if (i < parts.length - 1 && !found.isDirectory()) throw notThere()
    }
    return path
  }

  /** A file to read, held open: whatever happens to its name, it is the one that was looked at. */
  async openFile(relative: string): Promise<FileHandle> {
    const path = await this.pathOf(relative)
    let handle: FileHandle
    try {
      handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    } catch (thrown) {
      if (codeOf(thrown) === 'ELOOP') throw outside()
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown) ?? '')) throw notThere()
      if (['EACCES', 'EPERM'].includes(codeOf(thrown) ?? '')) throw failed('the server may not read the file', thrown)
      throw thrown
    }
    try {
      const opened = await handle.stat()
      if (!opened.isFile()) throw notThere()
      await this.#requireInside(path, opened)
      return handle
    } catch (thrown) {
      await handle.close()
      throw thrown
    }
  }

  /** The path of a file as the system has it, for a driver that opens it itself; it is there, or may be made. */
  async fileFor(relative: string, { mayBeMissing }: { readonly mayBeMissing: boolean }): Promise<string> {
    const path = await this.pathOf(relative)
    const found = await lstatOf(path)
    if (found === undefined && !mayBeMissing) throw notThere()
    if (found !== undefined && !found.isFile()) throw notThere()
    return path
  }

  /** A folder that is made where it is not there yet. */
  async folderFor(relative: string): Promise<string> {
    if (!isRelativePath(relative)) throw outside()
    let path = this.#root
    for (const part of relative.split('/').filter((one) => one !== '')) {
      path = join(path, part)
      await mkdir(path, { mode: 0o700 }).catch((thrown: unknown) => {
        if (codeOf(thrown) !== 'EEXIST') throw thrown
      })
      const found = await lstat(path)
      if (found.isSymbolicLink()) throw outside()
      if (!found.isDirectory()) throw failed('there is a file where a folder is named')
    }
    return path
  }

  /** A folder on the way may have become a link between the look and the opening. */
  async #requireInside(path: string, opened: { readonly dev: number; readonly ino: number }): Promise<void> {
    const real = await realpath(path).catch(() => '')
    if (!real.startsWith(this.#root + sep)) throw outside()
    const now = await stat(real)
    if (now.dev !== opened.dev || now.ino !== opened.ino) throw outside()
  }
}

/** Undefined where there is nothing. */
async function lstatOf(path: string) {
  return lstat(path).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  })
}

function outside(): RequestError {
  return failed('the path leads out of the folder of the team, or over a link')
}

function notThere(): RequestError {
  return failed('there is no such file in the folder of the team')
}
