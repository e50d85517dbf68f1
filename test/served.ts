import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

export interface Served {
  readonly url: string
  /** The link that its start gave: as long as nobody administers it. */
  readonly signIn: string | undefined
  stop(): Promise<void>
}

interface ServeOptions {
  /** Where it is started, and keeps its store; a folder of its own where left out, gone when it stops. */
  readonly cwd?: string
  readonly args?: readonly string[]
  /** That of this process where left out. */
  readonly env?: NodeJS.ProcessEnv
}

/** The built command line, serving on a free port. */
export async function serveBuilt({ cwd, args = [], env = process.env }: ServeOptions = {}): Promise<Served> {
  const program = join(root, 'packages/cli/bin/understudy.js')
  const folder = cwd ?? (await mkdtemp(join(tmpdir(), 'understudy-served-')))
  const child = spawn(process.execPath, [program, 'serve', ...args, '--port', '0'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const said = await Promise.race([
    saidBy(child),
    ended.then(([code]) => Promise.reject(new Error(`it ended with ${code} before it served`))),
  ])
  return {
    ...said,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      if (cwd === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** For as long as it lives what it says is read, or it would wait for that. */
async function saidBy(child: ChildProcess): Promise<Pick<Served, 'url' | 'signIn'>> {
  let all = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (all += text))
  for (;;) {
    const url = /Understudy is at (http:\/\/127\.0\.0\.1:\d+)/.exec(all)?.[1]
    if (url !== undefined && all.includes('Ctrl-C stops it')) {
      return { url, signIn: /http:\S+#\/link\/\S+/.exec(all)?.[0] }
    }
    await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data')])
  }
}
