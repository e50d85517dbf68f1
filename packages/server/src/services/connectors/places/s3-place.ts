import type { S3Client } from '../../../s3/s3-client.ts'
import { failed } from '../failures.ts'
import type { ObjectPlace } from './object-place.ts'

/** Objects under a prefix, by what follows it. */
export function s3Place(client: S3Client, prefix: string): ObjectPlace {
  const lead = prefixOf(prefix)
  return {
    async *list(signal) {
      for await (const { key, size } of client.list(lead, { signal })) {
        const name = key.slice(lead.length)
        if (name !== '' && !name.endsWith('/')) yield { name, size }
      }
    },
    async open(name, signal) {
      const head = await client.head(lead + name, { signal })
      if (head === undefined) throw failed(`there is no object ${JSON.stringify(name)} in the bucket`)
      const { size, etag } = head
      return {
        size,
        tag: etag,
        hasRanges: true,
        async read(from, to) {
          const whole = from === 0 && to === undefined
          // Nothing is left to be read, and a range of nothing is none.
          if (!whole && from >= Math.min(size, to ?? size)) return nothing()
          const { bytes } = await client.get(lead + name, { etag, signal, ...(whole ? {} : { from, to }) })
          return bytes
        },
        close: async () => {},
      }
    },
  }
}

/** With a slash at its end, unless it is empty. */
export function prefixOf(prefix: string): string {
  return prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
