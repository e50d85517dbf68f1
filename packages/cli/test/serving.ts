import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { bin } from './understudy.ts'

export interface Serving {
  readonly url: string
  /** What its first start offers: the whole of it, and the secret alone. */
  readonly link: string | undefined
  readonly stdout: () => string
  readonly stderr: () => string
  /** Reads its standard output no longer. */
  leave(): void
  /** Sends it a signal, and resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** `understudy serve` on a free port, in a process of its own; ended with the test, if not before. */
export async function serving(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdout: 'pipe' | number = 'pipe',
): Promise<Serving> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', stdout, 'pipe'],
    env: { ...process.env, ...env },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (data: Buffer) => (said.stdout += data))
  child.stderr?.on('data', (data: Buffer) => (said.stderr += data))
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const failed = ended.then((code) => Promise.reject(new Error(`it ended with ${code}: ${said.stderr}`)))
  failed.catch(() => {})
  while (!said.stderr.includes('Ctrl-C stops it')) await Promise.race([once(child.stderr!, 'data'), failed])
  return {
    url: /Understudy is at (\S+)/.exec(said.stderr)?.[1] ?? '',
    link: /#\/link\/(\S+)/.exec(said.stderr)?.[1],
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    leave: () => void child.stdout?.destroy(),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

/** Not typed: what a test expects of an answer, it says itself. */
type Body = ReturnType<typeof JSON.parse>

/** One request with a key; `status` and the body of the answer. */
export async function ask(
  { url }: Pick<Serving, 'url'>,
  key: string | undefined,
  method: string,
  path: string,
  sent: { readonly json?: unknown; readonly rows?: string } = {},
): Promise<{ readonly status: number; readonly body: Body }> {
  const answer = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(sent.json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(sent.json === undefined ? {} : { body: JSON.stringify(sent.json) }),
    ...(sent.rows === undefined ? {} : { body: sent.rows }),
  })
  const text = await answer.text()
  return { status: answer.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text }
}
