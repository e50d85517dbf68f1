import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { templateDatabase, testDatabase } from '../database.ts'
import { type Served, serveBuilt } from '../served.ts'
import type { Programs } from './programs.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const fixture = join(import.meta.dirname, 'app.sql')
const command = join(root, 'packages/cli/bin/understudy.js')
/** The bytes of app.db: made by the first page, for all. */
let shop: Promise<Buffer> | undefined
const ownProcess = `#!/bin/sh
exec ${JSON.stringify(process.execPath)} ${JSON.stringify(command)} "$@"
`
/** Its own streams stay where they are, for whoever looks at them: only a child's go to the connection. */
const askAt = (port: number): string => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
(echo $$ >&3)
read -r -u 3 code
exec 3>&-
if [ "$code" != busy ]; then exit "$code"; fi
${ownProcess}`
const postgresUrl = /postgres(?:ql)?:\/\/(?:\w+(?::\w+)?@)?localhost(?::\d+)?\/(\w+)/g

/**
 * Where the programs of a page are run: a folder with `examples/` as in a clone, and app.db, a small shop. For
 * `postgres://me@localhost/NAME` a fresh database stands, one for each name on the page: with the tables of that shop
 * where the name begins with "app", else empty. `@understudy/sdk` and its drivers are there to be imported.
 */
export class Workshop {
  readonly folder: string
  readonly #databases = new Map<string, Promise<string>>()

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Its commands are run by whoever takes them at a port (see commands.mjs), else each in a process of its own. */
  static async open(port?: number): Promise<Workshop> {
    const workshop = new Workshop(await mkdtemp(join(tmpdir(), 'understudy-docs-')))
    const { folder } = workshop
    await mkdir(join(folder, 'bin'))
    await writeFile(join(folder, 'bin/understudy'), port === undefined ? ownProcess : askAt(port))
    await chmod(join(folder, 'bin/understudy'), 0o755)
    await symlink(join(root, 'examples'), join(folder, 'examples'))
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    await linkPackages(join(folder, 'node_modules'))
    shop ??= workshop.#shop()
    await writeFile(join(folder, 'app.db'), await shop)
    return workshop
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }

  /** The code with addresses of this run in it. */
  async local(code: string): Promise<string> {
    const names = new Set([...code.matchAll(postgresUrl)].map(([, name = '']) => name))
    const urls = new Map<string, string>()
    for (const name of names) urls.set(name, await this.#database(name))
    return code.replaceAll(postgresUrl, (_url, name: string) => urls.get(name)!)
  }

  async program(programs: Programs, name: string, code: string): Promise<void> {
    const file = join(this.folder, name)
    await writeFile(file, await this.local(code))
    await programs.run({ file, folder: this.folder, env: this.#env() })
  }

  /**
   * Lines of a shell. `understudy serve` is started beside them, with an empty store in `understudy-data`, and what asks
   * port 4600 asks that server.
   */
  async shell(code: string): Promise<void> {
    const serve = /^understudy serve *(.*)\n/m
    let served: Served | undefined
    let lines = await this.local(code)
    const [line, flags = ''] = serve.exec(lines) ?? []
    if (line !== undefined) {
      await rm(join(this.folder, 'understudy-data'), { recursive: true, force: true })
      const args = flags.split(' ').filter((flag) => flag !== '' && flag !== '&')
      served = await serveBuilt({ cwd: this.folder, args, env: this.#env() })
      lines = lines.replace(serve, '').replaceAll(/(?:http:\/\/)?(?:localhost|127\.0\.0\.1):4600/g, served.url)
    }
    try {
      await this.#shell(lines)
    } finally {
      await served?.stop()
    }
  }

  async #shell(lines: string): Promise<void> {
    const file = join(this.folder, 'said')
    const said = await open(file, 'w')
    try {
      const child = spawn('bash', ['-euo', 'pipefail', '-c', lines], {
        cwd: this.folder,
        env: this.#env(),
        stdio: ['ignore', 'ignore', said.fd],
      })
      const [code] = await once(child, 'close')
      if (code !== 0) throw new Error(`it ended with ${code}:\n${await readFile(file, 'utf8')}`)
    } finally {
      await said.close()
    }
  }

  #database(name: string): Promise<string> {
    const known = this.#databases.get(name)
    if (known) return known
    const made = this.#template(name).then((template) => testDatabase(`docs_${name}`, template))
    this.#databases.set(name, made)
    return made
  }

  async #template(name: string): Promise<string | undefined> {
    if (!name.startsWith('app')) return undefined
    return templateDatabase(await readFile(fixture, 'utf8'), (url) => this.#understudy('load', url, fixture))
  }

  async #shop(): Promise<Buffer> {
    await this.#understudy('load', 'sqlite:made.db', fixture)
    const bytes = await readFile(join(this.folder, 'made.db'))
    await rm(join(this.folder, 'made.db'))
    return bytes
  }

  async #understudy(...args: string[]): Promise<void> {
    await this.#in(process.execPath, [command, ...args])
  }

  async #in(program: string, args: string[]): Promise<void> {
    await run(program, args, { cwd: this.folder, env: this.#env(), maxBuffer: 1e9 })
  }

  #env(): NodeJS.ProcessEnv {
    const { NODE_ENV: _, ...env } = process.env
    // What a page leaves or sweeps is its own, never that of whoever runs the tests.
    return { ...env, UNDERSTUDY_LEDGER: join(this.folder, 'ledger'), PATH: `${join(this.folder, 'bin')}:${env.PATH}` }
  }
}

/** What a project has that installed the SDK, the server and the drivers. */
async function linkPackages(to: string): Promise<void> {
  const from = join(root, 'packages/sdk/node_modules')
  for (const name of await readdir(from)) {
    if (name.startsWith('.')) continue
    await mkdir(to, { recursive: true })
    await symlink(join(from, name), join(to, name))
  }
  await mkdir(join(to, '@understudy'))
  for (const name of ['sdk', 'server']) await symlink(join(root, 'packages', name), join(to, '@understudy', name))
  await rm(join(to, '@types'), { force: true })
  await mkdir(join(to, '@types'))
  for (const name of ['pg', 'better-sqlite3']) await symlink(join(from, '@types', name), join(to, '@types', name))
  await symlink(join(root, 'node_modules/@types/node'), join(to, '@types/node'))
}
