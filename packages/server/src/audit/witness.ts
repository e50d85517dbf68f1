import { open, readFile } from 'node:fs/promises'
import { z } from 'zod'
import { codeOf } from '../errors/code-of.ts'
import type { Checkpoint } from './audit-row.ts'

/**
 * Keeps checkpoints where whoever can change the store does not have to reach: what has been cut off the end of a trail,
 * or written anew with the server's own key, shows against it.
 */
export interface Witness {
  keep(checkpoint: Checkpoint): Promise<void>
  /** Of one trail, as far as it is kept where this process can read it. A line that is none is told as undefined. */
  recall(trail: string): Promise<(Checkpoint | undefined)[]>
}

const line = z.strictObject({
  trail: z.string(),
  position: z.number().int().positive(),
  seal: z.string(),
  at: z.string(),
  keyId: z.string(),
  signature: z.string(),
})

/** A file that is only ever appended to, one checkpoint a line; a copy of it elsewhere makes it stronger. */
export function fileWitness(path: string): Witness {
  return {
    async keep(checkpoint) {
      const { trail, position, seal, at, keyId, signature } = checkpoint
      const text = `${JSON.stringify({ trail, position, seal, at, keyId, signature })}\n`
      const file = await open(path, 'a+', 0o600)
      try {
        const { size } = await file.stat()
        const last = Buffer.alloc(1)
        if (size > 0) await file.read(last, 0, 1, size - 1)
        // A process that died within a line has left it without its end.
        await file.appendFile(size > 0 && last.toString() !== '\n' ? `\n${text}` : text)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    async recall(trail) {
      const lines = (await contentOf(path)).split('\n').filter((text) => text !== '')
      return lines.map(parsed).filter((checkpoint) => checkpoint === undefined || checkpoint.trail === trail)
    },
  }
}

/** Where nobody has named a file that is not the store's. */
export const noWitness: Witness = {
  keep: async () => {},
  recall: async () => [],
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ''
    throw thrown
  }
}

function parsed(text: string): Checkpoint | undefined {
  try {
    return line.safeParse(JSON.parse(text)).data
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
