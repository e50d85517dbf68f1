import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { installFor } from './install-for.ts'
import { ownEnvironment } from './own-environment.ts'
import type { Runner } from './runner.ts'

export interface Run {
  readonly code: number
  /** What the runner showed, without colours. */
  readonly text: string
  /** What the tests told of themselves. */
  readonly told: readonly Told[]
}

/** An event of a context, or what a test that added its row says. */
export interface Told {
  /** A process, or a thread of one. */
  readonly worker: string
  readonly testId: string
  readonly event?: string
  readonly name?: string
  readonly seed?: number
  readonly isolation?: string
}

/** A project with the cases of one runner, in a folder of its own, run by that runner's own program. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'runner-cases-'))
  /** Where its processes put what is temporary; nothing may stay. */
  readonly temporary = join(this.folder, 'tmp')
  readonly #runner: Runner
  readonly #databaseUrl: string

  constructor(runner: Runner, databaseUrl: string) {
    this.#runner = runner
    this.#databaseUrl = databaseUrl
    const cases = join(import.meta.dirname, 'cases')
    copyCases(join(cases, runner.name), this.folder)
    cpSync(join(cases, 'suite.js'), join(this.folder, 'suite.js'))
    mkdirSync(this.temporary)
    installFor(runner.name, join(this.folder, 'node_modules'))
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify({ type: 'module' }))
    const rows = readFileSync(join(this.folder, runner.file('rows')))
    writeFileSync(join(this.folder, runner.file('rows-again')), rows)
  }

  run(...cases: string[]): Promise<Run> {
    const told = join(this.folder, 'told.ndjson')
    rmSync(told, { force: true })
    const args = this.#runner.command(cases.map((name) => this.#runner.file(name)))
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        args,
        {
          cwd: this.folder,
          env: { ...this.#environment(told), WORKERS: String(Math.min(cases.length, 2)) },
          maxBuffer: 64 * 1024 * 1024,
        },
        (error, out, err) => {
          const lines = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : []
          resolve({
            code: error ? (typeof error.code === 'number' ? error.code : 1) : 0,
            text: `${out}\n${err}`,
            told: lines.map((line) => JSON.parse(line)),
          })
        },
      )
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #environment(told: string): NodeJS.ProcessEnv {
    return {
      ...ownEnvironment(),
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      TMPDIR: this.temporary,
      TOLD: told,
      UNDERSTUDY_DATABASE_URL: this.#databaseUrl,
      UNDERSTUDY_LEDGER: join(this.folder, 'ledger'),
    }
  }
}

/** A case is called a test only where it is run: no tool takes it for one of ours. */
function copyCases(from: string, to: string): void {
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (statSync(join(from, path)).isFile()) cpSync(join(from, path), join(to, path.replace(/\.case\.js$/, '.test.js')))
  }
}
