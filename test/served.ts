import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

export interface Served {
  readonly url: string
  stop(): Promise<void>
}

/** The built command line, serving on a free port, with a store of its own. */
export async function serveBuilt(): Promise<Served> {
  const program = join(root, 'packages/cli/bin/understudy.js')
  const data = await mkdtemp(join(tmpdir(), 'understudy-served-'))
  const args = [program, 'serve', '--port', '0', '--data', data]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const url = await Promise.race([
    said(child),
    ended.then(([code]) => Promise.reject(new Error(`it ended with ${code} before it served`))),
  ])
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(data, { recursive: true })
    },
  }
}

async function said(child: ChildProcess): Promise<string> {
  let all = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (all += text))
  for (;;) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(all)
    if (found) return found[0]
    await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data')])
  }
}
