import { bodies } from '../requests.ts'
import type { Dice } from './dice.ts'
import type { Document, Operation } from './document.ts'
import { hostileBody, hostileHeaders, naughtyTexts, rawSegments } from './hostile.ts'
import { type Place, withTextAt } from './places.ts'
import { spoil } from './spoil.ts'
import { validValue } from './values.ts'
import { meaningIn, placeIn, type World } from './world.ts'

/** As the document says; the same with one thing wrong; with much that is; with one text at one place. */
export type Kind = 'right' | 'nearly' | 'hostile' | { readonly place: Place; readonly text: string }

/** What is for system administrators alone. */
const ofSystem = /^(users|system)\.|^team\.(create|erase|limit)$|^environments\.change$/
const uploads = ['{"id":1}\n', '{"id":1,"a":"x"}\n{"id":2}\n', 'id,a\n1,2\n', '[{"id":1}]']

export function requestOf(operation: Operation, document: Document, dice: Dice, kind: Kind, world: World): Request {
  const meaning = meaningIn(world)
  const spoiled = (p: number) => kind === 'hostile' && dice.chance(p)
  const swept = (where: Place['in'], name: string) =>
    typeof kind === 'object' && kind.place.in === where && 'name' in kind.place && kind.place.name === name
      ? kind.text
      : undefined

  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const text = swept('path', name)
    if (text !== undefined) return encoded(text)
    if (spoiled(0.3)) return dice.chance(0.3) ? dice.pick(rawSegments) : encoded(dice.pick(naughtyTexts))
    const things = world.things[name] ?? []
    return encoded(things.length === 0 || (kind === 'right' && dice.chance(0.05)) ? 'nothing' : dice.pick(things))
  })

  const query: string[] = []
  for (const { name, in: where, required, schema } of operation.parameters) {
    const text = swept('query', name)
    const isMeant = required || text !== undefined || (kind === 'right' && name === 'team')
    if (where !== 'query' || !(isMeant || dice.chance(0.3))) continue
    const usual = () => (spoiled(0.4) ? dice.pick(naughtyTexts) : validValue(schema, document, dice, meaning, name))
    query.push(`${name}=${encoded(text ?? String(usual()))}`)
    if (spoiled(0.1)) query.push(`${name}=${dice.pick(rawSegments)}`)
  }
  if (spoiled(0.2)) {
    query.push(`${encoded(dice.pick(naughtyTexts))}=${encoded(dice.pick(naughtyTexts))}`, '__proto__[polluted]=1')
  }

  const headers = new Headers()
  const able = ofSystem.test(operation['x-permission']) ? world.boss : world.admin
  const token = kind === 'hostile' ? dice.pick(world.callers) : able
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  for (const { name, in: where, schema } of operation.parameters) {
    if (where === 'header' && dice.chance(0.2)) setHeader(headers, name, String(validValue(schema, document, dice)))
  }

  const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  if (mediaType !== undefined) headers.set('content-type', mediaType)
  const known = bodies[`${operation.method} /api${operation.path.replace(/^\/api/, '')}`]
  const json = (): string => {
    const value = validValue(content?.schema ?? {}, document, dice, meaning)
    if (kind === 'right')
      return JSON.stringify({ ...Object(value), ...(dice.chance(0.7) ? known?.(placeIn(world)) : {}) })
    if (typeof kind === 'object') {
      return JSON.stringify(kind.place.in === 'body' ? withTextAt(value, kind.place.way, kind.text) : value)
    }
    return JSON.stringify(spoil(value, dice, kind === 'nearly' ? 1 : 3))
  }
  const usual = () => (mediaType === 'application/json' ? json() : dice.pick(uploads))
  const body = spoiled(0.3) ? hostileBody(dice) : mediaType === undefined ? undefined : usual()
  if (spoiled(0.5)) for (let n = dice.whole(1, 3); n > 0; n--) setHeader(headers, ...dice.pick(hostileHeaders))

  const url = `http://localhost:4600${path}${query.length === 0 ? '' : `?${query.join('&')}`}`
  const bodiless = body === undefined || operation.method === 'GET' || operation.method === 'HEAD'
  return new Request(url, { method: operation.method, headers, ...(bodiless ? {} : { body }) })
}

/** What no header may hold is left out: no client can send it. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value)
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown
  }
}

/** Also what is no text at all: a half of a pair is sent as its three bytes. */
function encoded(text: string): string {
  return [...text].map((sign) => (/^[\ud800-\udfff]$/.test(sign) ? '%ED%A0%80' : encodeURIComponent(sign))).join('')
}
