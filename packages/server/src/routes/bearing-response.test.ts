import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { BearingResponse } from './bearing-response.ts'

const borne = { lines: 'X-Id: one\r\nCache-Control: no-store\r\n', names: new Set(['x-id', 'cache-control']) }
const ways: Record<string, (answer: BearingResponse) => unknown> = {
  'a record': (answer) =>
    answer.writeHead(201, { 'cache-control': 'public', 'x-else': 'yes', 'set-cookie': ['a=1', 'b=2'] }),
  'a list': (answer) =>
    answer.writeHead(201, ['CACHE-CONTROL', 'public', 'x-else', 'yes', 'set-cookie', ['a=1', 'b=2']]),
  'words and a record': (answer) =>
    answer.writeHead(201, 'Made', { 'x-id': 'other', 'x-else': 'yes', 'set-cookie': ['a=1', 'b=2'] }),
  'nothing but itself': (answer) => {
    answer.statusCode = 201
    answer.setHeader('cache-control', 'public').setHeader('x-else', 'yes').setHeader('set-cookie', ['a=1', 'b=2'])
  },
}

test.each(Object.keys(ways))('an answer bears its headers, each once, where %s writes the others', async (way) => {
  const server = createServer({ ServerResponse: BearingResponse }, (_request, answer) => {
    answer.bear(borne)
    ways[way]!(answer)
    answer.end('made')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const { headers } = answer
    expect([answer.status, headers.get('x-id'), headers.get('cache-control')]).toEqual([201, 'one', 'no-store'])
    expect([headers.get('x-else'), headers.getSetCookie(), await answer.text()]).toEqual([
      'yes',
      ['a=1', 'b=2'],
      'made',
    ])
  } finally {
    server.close()
  }
})

test.each<[string, (answer: BearingResponse) => BearingResponse, string]>([
  ['alone', (answer) => answer.writeHead(200, { 'Content-Type': 'application/json' }), 'application/json'],
  ['of another', (answer) => answer.writeHead(200, { 'Content-Type': 'text/css' }), 'text/css'],
  [
    'beside what was said before',
    (answer) => answer.setHeader('content-type', 'text/css').writeHead(200, { 'Content-Type': 'application/json' }),
    'application/json',
  ],
  [
    'beside something else',
    (answer) => answer.writeHead(200, { 'Content-Type': 'application/json', 'X-Else': 'yes' }),
    'application/json',
  ],
])('a type that is said %s is said once', async (how, say, type) => {
  const server = createServer({ ServerResponse: BearingResponse }, (_request, answer) => {
    answer.bear(borne)
    say(answer).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const { headers } = answer
    expect([headers.get('content-type'), headers.get('x-id'), await answer.text()]).toEqual([type, 'one', '{}'])
    expect(headers.get('x-else')).toBe(how === 'beside something else' ? 'yes' : null)
  } finally {
    server.close()
  }
})

test.each(['plain', 'Größe', '€ 1', 'x'.repeat(20_000), ''])(
  'a text is answered letter by letter: %s',
  async (text) => {
    const server = createServer({ ServerResponse: BearingResponse }, (_request, answer) => {
      answer.bear(borne)
      answer.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      expect([answer.headers.get('x-id'), await answer.text()]).toEqual(['one', text])
    } finally {
      server.close()
    }
  },
)
