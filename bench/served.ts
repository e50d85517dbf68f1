import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a server has used so far: seconds of processor time of all its threads, and the most memory that it had. */
interface Usage {
  readonly cpu: number
  readonly peakMiB: number
}

export interface ServedVariant {
  /** What the variant said when it was ready: its address, and what opens it. */
  readonly said: Readonly<Record<string, string>>
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts a variant that serves, the name of a file or of one of TypeScript, as a process of its own. */
export async function serveVariant(variant: string, args: readonly string[]): Promise<ServedVariant> {
  const name = variant.includes('.') ? variant : `${variant}.ts`
  const file = fileURLToPath(new URL(`./variants/${name}`, import.meta.url))
  const child = fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${variant} ended with ${code}`)))
  ended.catch(() => {})
  const answer = async <T>() => (await Promise.race([once(child, 'message'), ended]))[0] as T
  const said = await answer<Record<string, string>>()
  return {
    said,
    async usage() {
      const answered = answer<Usage>()
      child.send('usage')
      return answered
    },
    async stop() {
      child.send('stop')
      await once(child, 'exit')
    },
  }
}

/** Seconds that all of them have used together. */
export async function cpuOf(served: readonly ServedVariant[]): Promise<number> {
  const all = await Promise.all(served.map((one) => one.usage()))
  return all.reduce((sum, { cpu }) => sum + cpu, 0)
}

/** Called by a variant when it serves. */
export async function servedByParent(ready: object, close: () => Promise<void>): Promise<void> {
  process.send?.(ready)
  for await (const [message] of messages()) {
    if (message === 'stop') break
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    process.send?.({ cpu: (userCPUTime + systemCPUTime) / 1e6, peakMiB: Math.round(maxRSS / 1024) } satisfies Usage)
  }
  await close()
  process.disconnect()
}

async function* messages(): AsyncGenerator<unknown[]> {
  for (;;) yield await once(process, 'message')
}
