import { execFile } from 'node:child_process'

export interface Ended {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs a program in a folder and tells how it ended and what it wrote. Rejects only when it cannot be started. */
export function outputOf(folder: string, program: string, args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 }, (error, output, errors) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ code: Number(error?.code ?? 0), output, errors })
    })
  })
}
