import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Where rows of several entities share a file of NDJSON, as they do when generated: whose row it is. */
export const entityField = '_entity'

/** Whether lines of JSON say whose rows they are: the first one tells. One that is malformed is told when it is read. */
export async function namesEntities(path: string): Promise<boolean> {
  const input = createReadStream(path)
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== '') return typeof Reflect.get(Object(JSON.parse(line)), entityField) === 'string'
    }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
  } finally {
    input.destroy()
  }
  return false
}
