import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { TeamTables } from '../tables/team-tables.ts'
import { isTeamId, noSuchTeam } from '../team-id.ts'
import { StoreFile } from './store-file.ts'

const mostOpen = 100

/** The files of the teams, of which the ones that were used last are open. */
export class TeamFiles {
  readonly #folder: string
  readonly #driver: typeof Database
  /** In the order of their last use. */
  readonly #open = new Map<string, Promise<StoreFile<TeamTables>>>()
  readonly #erasing = new Set<string>()

  constructor(folder: string, driver: typeof Database) {
    this.#folder = folder
    this.#driver = driver
  }

  async create(team: string): Promise<void> {
    if (!isTeamId(team)) throw noSuchTeam()
    await this.#opened(team)
  }

  /** Work on a team's file, which stays open for it. */
  async use<Result>(team: string, work: (file: StoreFile<TeamTables>) => Promise<Result>): Promise<Result> {
    if (!isTeamId(team) || this.#erasing.has(team) || !existsSync(this.#path(team))) throw noSuchTeam()
    const file = await this.#opened(team)
    return work(file)
  }

  async erase(team: string): Promise<void> {
    if (!isTeamId(team)) throw noSuchTeam()
    this.#erasing.add(team)
    try {
      const file = await this.#open.get(team)
      this.#open.delete(team)
      await file?.close()
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
    const files = [...this.#open.values()]
    this.#open.clear()
    await Promise.all(files.map(async (file) => (await file).close()))
  }

  #path(team: string): string {
    return join(this.#folder, `${team}.db`)
  }

  async #opened(team: string): Promise<StoreFile<TeamTables>> {
    const found = this.#open.get(team)
    const file = found ?? StoreFile.open<TeamTables>(this.#path(team), this.#driver, team)
    this.#open.delete(team)
    this.#open.set(team, file)
    try {
      const opened = await file
      if (!found) await this.#closeIdle(team)
      return opened
    } catch (thrown) {
      this.#open.delete(team)
      throw thrown
    }
  }

  async #closeIdle(except: string): Promise<void> {
    for (const [team, opening] of this.#open) {
      if (this.#open.size <= mostOpen) return
      const file = await opening
      if (team === except || !file.isIdle) continue
      this.#open.delete(team)
      await file.close()
    }
  }
}
