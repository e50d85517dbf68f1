import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { InUse } from '../in-use.ts'
import { isTeamId, noSuchTeam } from '../names.ts'
import type { TeamTables } from '../tables/team-tables.ts'
import { StoreFile } from './store-file.ts'

interface Held {
  readonly file: Promise<StoreFile<TeamTables>>
  readonly inUse: InUse
}

/** The files of the teams, of which the ones that were used last are open. */
export class TeamFiles {
  readonly #folder: string
  readonly #driver: typeof Database
  readonly #mostOpen: number
  /** In the order of their last use. */
  readonly #open = new Map<string, Held>()
  readonly #erasing = new Set<string>()

  constructor(folder: string, driver: typeof Database, mostOpen: number) {
    this.#folder = folder
    this.#driver = driver
    this.#mostOpen = mostOpen
  }

  async create(team: string): Promise<void> {
    if (!isTeamId(team) || this.#erasing.has(team)) throw noSuchTeam()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await this.#during(team, async () => {})
  }

  /** Work on a team's file, which stays open for it. */
  async use<Result>(team: string, work: (file: StoreFile<TeamTables>) => Promise<Result>): Promise<Result> {
    if (!isTeamId(team) || this.#erasing.has(team) || !existsSync(this.#path(team))) throw noSuchTeam()
    return this.#during(team, work)
  }

  /** Lets those who are at work in it finish, and nobody begin. */
  async erase(team: string): Promise<void> {
    if (!isTeamId(team)) throw noSuchTeam()
    this.#erasing.add(team)
    try {
      await this.#close(team)
      for (const ending of ['', '-wal', '-shm', '-journal']) await rm(this.#path(team) + ending, { force: true })
    } finally {
      this.#erasing.delete(team)
    }
  }

  async list(): Promise<string[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    return (await readdir(this.#folder))
      .filter((name) => name.endsWith('.db'))
      .map((name) => name.slice(0, -'.db'.length))
      .filter(isTeamId)
      .sort()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((team) => this.#close(team)))
  }

  #path(team: string): string {
    return join(this.#folder, `${team}.db`)
  }

  async #during<Result>(team: string, work: (file: StoreFile<TeamTables>) => Promise<Result>): Promise<Result> {
    const held = this.#open.get(team) ?? {
      file: StoreFile.open<TeamTables>(this.#path(team), this.#driver, team),
      inUse: new InUse(),
    }
    this.#open.delete(team)
    this.#open.set(team, held)
    return held.inUse.during(async () => {
      await this.#closeIdle()
      try {
        return await work(await held.file)
      } catch (thrown) {
        // A file that did not open is tried again by whoever comes next.
        await held.file.catch(() => this.#open.get(team) === held && this.#open.delete(team))
        throw thrown
      }
    })
  }

  async #closeIdle(): Promise<void> {
    for (const [team, { inUse }] of this.#open) {
      if (this.#open.size <= this.#mostOpen) return
      if (inUse.isIdle) await this.#close(team)
    }
  }

  async #close(team: string): Promise<void> {
    const held = this.#open.get(team)
    if (!held) return
    this.#open.delete(team)
    await held.inUse.drained()
    await (await held.file).close()
  }
}
