import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Measured {
  readonly rows: number
  readonly wall: number
  /** Seconds of user and system time of the whole process. */
  readonly cpu: number
  readonly peakMiB: number
  /** What the variant says of itself: hashes and counts that gates compare. */
  readonly said: Record<string, unknown>
}

/** Runs one variant, the name of a file or of one of TypeScript, as a process of its own; its last line is JSON. */
export async function measure(
  variant: string,
  args: readonly (string | number)[],
  env: Record<string, string> = {},
): Promise<Measured> {
  const file = fileURLToPath(
    new URL(`./variants/${variant.includes('.') ? variant : `${variant}.ts`}`, import.meta.url),
  )
  const started = performance.now()
  const child = spawn(process.execPath, [file, ...args.map(String)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const wall = (performance.now() - started) / 1000
  if (code !== 0) throw new Error(`${variant} ended with ${code}`)
  const { rows, cpu, peakMiB, ...said } = JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, unknown>
  return { rows: Number(rows), cpu: Number(cpu), peakMiB: Number(peakMiB), wall, said }
}

/** Called by a variant when it is done. */
export function report(rows: number, said: Record<string, unknown> = {}): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  console.log(
    JSON.stringify({ rows, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMiB: Math.round(maxRSS / 1024), ...said }),
  )
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
