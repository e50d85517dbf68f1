import type { ExchangeAnswer } from '../../../events/outgoing/exchange.ts'
import { BeginAnew, failed } from '../failures.ts'
import type { ObjectPlace } from '../places/object-place.ts'
import { ask, drop, type HttpAccess } from './http-access.ts'

/** The address itself, called by its path; what is named beside it is found from there. */
export function httpPlace(access: HttpAccess): ObjectPlace {
  return {
    async *list() {
      yield { name: '', size: undefined }
    },
    async open(name, signal) {
      const url = urlOf(access, name)
      // Its body is what is read first, unless a later part is wanted.
      let first: ExchangeAnswer | undefined = await ask(access, url, { signal })
      const { etag, 'last-modified': modified, 'content-length': length, 'accept-ranges': ranges } = first.headers
      const tag = etag?.startsWith('W/') ? undefined : (etag ?? modified)
      const read = async (from: number, to?: number) => {
        if (first !== undefined && from === 0 && to === undefined) {
          const { body } = first
          first = undefined
          return body
        }
        if (tag === undefined) throw new BeginAnew('nothing says whether it is still the same, so it begins anew')
        const headers = { range: `bytes=${from}-${to === undefined ? '' : to - 1}`, 'if-range': tag }
        const answer = await ask(access, url, { headers, signal })
        if (answer.status === 206 && answer.headers['content-range']?.startsWith(`bytes ${from}-`)) return answer.body
        if (answer.status === 200 && from === 0 && to === undefined && sameTag(answer, tag)) return answer.body
        await drop(answer)
        throw new BeginAnew('it is another one by now, or does not give parts')
      }
      return {
        size: length === undefined ? undefined : Number(length),
        tag,
        hasRanges: tag !== undefined && ranges === 'bytes' && length !== undefined,
        read,
        close: async () => {
          if (first) await drop(first)
          first = undefined
        },
      }
    },
  }
}

function sameTag({ headers }: ExchangeAnswer, tag: string): boolean {
  return headers.etag === tag || headers['last-modified'] === tag
}

/** Below the host of the connector, and nowhere else. */
export function urlOf({ url }: HttpAccess, name: string): URL {
  const found = URL.parse(name, url)
  if (found === null || found.username !== '' || found.password !== '') throw failed('an object is named by a path')
  return found
}
