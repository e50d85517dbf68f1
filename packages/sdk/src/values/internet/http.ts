import { z } from 'zod'
import { mapFloat64 } from '../../random/map.ts'
import { defineKind, indexDistributions, noOptions } from '../define-kind.ts'
import { listedIndices } from '../domain.ts'
import type { Kind } from '../kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { ints } from '../vectors.ts'

function closed(name: string, summary: string, list: readonly string[]): Kind<Record<string, never>> {
  return defineKind({
    name,
    group: 'internet',
    summary,
    type: 'text',
    options: z.strictObject({}),
    distributions: indexDistributions,
    maker: (_, context) => closedListMaker(context, list),
  })
}

export const httpMethod = closed('http-method', 'HTTP method', [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
])

const statuses = [
  200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413, 415,
  422, 425, 429, 431, 451, 500, 501, 502, 503, 504,
]

export const httpStatus = defineKind({
  name: 'http-status',
  group: 'internet',
  summary: 'HTTP status code; the usual ones come first, for a zipf distribution',
  type: 'integer',
  options: noOptions,
  distributions: indexDistributions,
  maker(_, context) {
    const indices = listedIndices(context, statuses.length)
    return { capacity: statuses.length, make: (rows) => ints(mapFloat64(indices(rows), (i) => statuses[i]!)) }
  },
})

export const protocol = closed('protocol', 'Network protocol', [
  'http',
  'https',
  'ftp',
  'ssh',
  'smtp',
  'imap',
  'ws',
  'wss',
])

const versions = Array.from({ length: 60 }, (_, i) => 100 + i)
const platforms = [
  'Windows NT 10.0; Win64; x64',
  'Macintosh; Intel Mac OS X 10_15_7',
  'X11; Linux x86_64',
  'Linux; Android 14; Pixel 8',
]
const userAgents = [
  ...platforms.flatMap((platform) =>
    versions.map(
      (version) =>
        `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
    ),
  ),
  ...platforms
    .slice(0, 3)
    .flatMap((platform) =>
      versions.map((version) => `Mozilla/5.0 (${platform}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`),
    ),
  ...Array.from(
    { length: 20 },
    (_, i) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${i} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.${i} Mobile/15E148 Safari/604.1`,
  ),
  'curl/8.5.0',
  'Wget/1.21.4',
  'PostmanRuntime/7.36.0',
]

export const userAgent = closed('user-agent', 'User-Agent header of a browser', userAgents)
