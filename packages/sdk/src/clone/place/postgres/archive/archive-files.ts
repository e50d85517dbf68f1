import { createHash } from 'node:crypto'
import { access, constants, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '../../../../database/adapter.ts'
import { codeOf, messageOf, UnderstudyError } from '../../../../errors.ts'
import { stateFolder } from '../../../../safety/state-folder.ts'
import { type BackupNote, parseNote } from '../../backup-note.ts'
import { syncFolder } from '../../durable.ts'
import { aboutSealed } from '../../sealed/sealed-file.ts'

export interface FoundFile {
  readonly id: string
  readonly file: string
  /** Null where it cannot be read; then the name alone says what it is. */
  readonly note: BackupNote | null
  readonly bytes: number
}

/** The files that backups of one target are, in this user's folder on this machine. */
export class ArchiveFiles {
  readonly #folder: string
  readonly #mark: string

  private constructor(folder: string, mark: string) {
    this.#folder = folder
    this.#mark = mark
  }

  /** @param address of the server, where that does not tell which one it is */
  static async of(server: Session, address: string, target: string): Promise<ArchiveFiles> {
    const mark = createHash('sha256')
      .update(`${await serverName(server, address)} ${target}`)
      .digest('hex')
    return new ArchiveFiles(join(stateFolder(), 'backups'), mark.slice(0, 16))
  }

  fileOf(id: string): string {
    return join(this.#folder, `${this.#mark}-${id}.sealed`)
  }

  async find(): Promise<FoundFile[]> {
    const found: FoundFile[] = []
    for (const name of await this.#names()) {
      const id = /^-([0-9a-f]{10})\.sealed$/.exec(name.slice(this.#mark.length))?.[1]
      if (id === undefined) continue
      const file = join(this.#folder, name)
      const note = await aboutSealed(file).then(parseNote, (thrown: unknown) => {
        if (thrown instanceof UnderstudyError) return null
        throw thrown
      })
      found.push({ id, file, note: note?.id === id ? note : null, bytes: (await stat(file)).size })
    }
    return found
  }

  /** Refuses a folder that could not be written later. */
  async check(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await access(this.#folder, constants.W_OK | constants.X_OK)
    } catch (thrown) {
      throw new UnderstudyError('PERMISSION_DENIED', {
        operation: 'open the folder of backups',
        message: `${this.#folder} could not be written: ${messageOf(thrown)}`,
        hint: 'Let this user write it, or name another folder in UNDERSTUDY_STATE.',
        details: { stands: 'nothing was changed' },
      })
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true })
    await this.settled()
  }

  /** What was begun and nobody finished; only while nobody else is at work on this target. */
  async removeDrafts(): Promise<void> {
    for (const name of await this.#names())
      if (name.endsWith('.draft')) await rm(join(this.#folder, name), { force: true })
  }

  /** The names of now stay, whatever becomes of the machine. */
  async settled(): Promise<void> {
    await syncFolder(this.#folder)
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.startsWith(`${this.#mark}-`))
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return []
      throw thrown
    }
  }
}

/** By which it is known behind every host name, where it may be asked. */
async function serverName(server: Session, address: string): Promise<string> {
  const [row] = await server.query<{ may: boolean }>(
    "select pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') as may",
  )
  if (!row?.may) return address
  const [cluster] = await server.query<{ id: string }>(
    'select system_identifier::text as id from pg_catalog.pg_control_system()',
  )
  return cluster?.id ?? address
}
