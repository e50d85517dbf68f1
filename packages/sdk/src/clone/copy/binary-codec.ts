import type { ColumnType } from '../../catalog/column-type.ts'
import type { Column } from '../../catalog/definition.ts'
import { ByteSink } from '../../formats/byte-sink.ts'
import { numericBound, writeNumericText } from '../../formats/numeric-binary.ts'
import { Unwritable } from '../../formats/unwritable.ts'
import { civilDateOf, daysOf, microsPerDay } from '../../model/calendar.ts'
import { floatText, plainNumber } from './canonical-text.ts'
import type { MaskedOutput } from './masked-output.ts'
import { Misfit } from './misfit.ts'

/** How a field of binary COPY is read as canonical text, and written from it, its length not included. */
export interface BinaryCodec {
  /** Behind so many bytes, the field is its canonical text in UTF-8; undefined where it is not. */
  readonly textAt: number | undefined
  read(field: Buffer, start: number, end: number): string
  /** Throws Misfit for what the type cannot hold. */
  write(text: string, out: MaskedOutput): void
}

/** Undefined for types whose bytes are not read here: their tables go as text. */
export function binaryCodec({ type }: Pick<Column, 'type'>): BinaryCodec | undefined {
  return codecOf(type)
}

function codecOf(type: ColumnType): BinaryCodec | undefined {
  switch (type.kind) {
    case 'domain':
      return codecOf(type.base)
    case 'text':
    case 'citext':
    case 'varchar':
    case 'char':
    case 'json':
    case 'enum':
      return utf8
    case 'jsonb':
      return jsonb
    case 'smallint':
      return whole(2)
    case 'integer':
      return whole(4)
    case 'bigint':
      return whole(8)
    case 'real':
      return float(true)
    case 'double':
      return float(false)
    case 'numeric':
      return numeric
    case 'boolean':
      return boolean
    case 'date':
      return date
    case 'time':
      return time
    case 'timestamp':
      return timestamp('')
    case 'timestamptz':
      return timestamp('Z')
    case 'uuid':
      return uuid
    case 'bytea':
      return bytea
    default:
      return undefined
  }
}

const utf8: BinaryCodec = {
  textAt: 0,
  read: (field, start, end) => field.toString('utf8', start, end),
  write: (text, out) => out.text(text),
}

const jsonb: BinaryCodec = {
  textAt: 1,
  read: (field, start, end) => field.toString('utf8', start + 1, end),
  write(text, out) {
    out.reserve(1)
    out.bytes[out.at++] = 1
    out.text(text)
  },
}

function whole(size: 2 | 4 | 8): BinaryCodec {
  const most = 2n ** BigInt(size * 8 - 1)
  return {
    textAt: undefined,
    read: (field, start) =>
      size === 8 ? field.readBigInt64BE(start).toString() : String(field.readIntBE(start, size)),
    write(text, out) {
      if (!/^-?\d+$/.test(text)) throw new Misfit('it is no whole number')
      const value = BigInt(text)
      if (value < -most || value >= most) throw new Misfit(`it is outside of the range of ${size} bytes`)
      out.reserve(size)
      if (size === 8) out.bytes.writeBigInt64BE(value, out.at)
      else out.bytes.writeIntBE(Number(value), out.at, size)
      out.at += size
    },
  }
}

function float(single: boolean): BinaryCodec {
  const size = single ? 4 : 8
  return {
    textAt: undefined,
    read: (field, start) => floatText(single ? field.readFloatBE(start) : field.readDoubleBE(start), single),
    write(text, out) {
      const value = Number(text)
      if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Misfit('it is no number')
      if (Number.isFinite(value) && single && !Number.isFinite(Math.fround(value))) {
        throw new Misfit('it is outside of the range of 4 bytes')
      }
      out.reserve(size)
      if (single) out.bytes.writeFloatBE(value, out.at)
      else out.bytes.writeDoubleBE(value, out.at)
      out.at += size
    },
  }
}

const boolean: BinaryCodec = {
  textAt: undefined,
  read: (field, start) => (field[start] === 0 ? 'false' : 'true'),
  write(text, out) {
    if (text !== 'true' && text !== 'false') throw new Misfit('it is neither true nor false')
    out.reserve(1)
    out.bytes[out.at++] = text === 'true' ? 1 : 0
  },
}

const signs: ReadonlyMap<number, string> = new Map([
  [0xc000, 'NaN'],
  [0xd000, 'Infinity'],
  [0xf000, '-Infinity'],
])

const numericSink = new ByteSink()

const numeric: BinaryCodec = {
  textAt: undefined,
  read(field, start) {
    const groups = field.readInt16BE(start)
    const weight = field.readInt16BE(start + 2)
    const sign = field.readUInt16BE(start + 4)
    const scale = field.readUInt16BE(start + 6)
    const special = signs.get(sign)
    if (special !== undefined) return special
    const group = (i: number) =>
      (i >= 0 && i < groups ? String(field.readInt16BE(start + 8 + i * 2)) : '0').padStart(4, '0')
    let before = ''
    for (let i = 0; i <= weight; i++) before += group(i)
    let behind = ''
    for (let i = weight + 1; behind.length < scale; i++) behind += group(i)
    const shown = before.replace(/^0+/, '') || '0'
    return `${sign === 0 ? '' : '-'}${plainNumber(scale === 0 ? shown : `${shown}.${behind.slice(0, scale)}`)}`
  },
  write(text, out) {
    let end = 0
    try {
      numericSink.reserve(0, numericBound)
      end = writeNumericText(numericSink, 0, text)
    } catch (thrown) {
      if (thrown instanceof Unwritable) throw new Misfit('it is no number')
      throw thrown
    }
    const length = end - 4
    out.reserve(length)
    out.bytes.set(numericSink.bytes.subarray(4, end), out.at)
    out.at += length
  },
}

const daysTo2000 = 10957
const [lastInt32, firstInt32] = [0x7fffffff, -0x80000000]

const date: BinaryCodec = {
  textAt: undefined,
  read(field, start) {
    const days = field.readInt32BE(start)
    if (days === lastInt32) return 'infinity'
    return days === firstInt32 ? '-infinity' : dateText(days + daysTo2000)
  },
  write(text, out) {
    const days = text === 'infinity' ? lastInt32 : text === '-infinity' ? firstInt32 : daysOfText(text) - daysTo2000
    out.reserve(4)
    out.bytes.writeInt32BE(days, out.at)
    out.at += 4
  },
}

function dateText(days: number): string {
  const { year, month, day } = civilDateOf(days)
  const shown = year > 0 ? year : 1 - year
  return `${String(shown).padStart(4, '0')}-${two(month)}-${two(day)}${year > 0 ? '' : ' BC'}`
}

const datePattern = /^(\d{4,7})-(\d\d)-(\d\d)( BC)?$/

function daysOfText(text: string): number {
  const found = datePattern.exec(text)
  const [year, month, day] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])]
  const days = daysOf({ year: found?.[4] === undefined ? year : 1 - year, month, day })
  if (found === null || dateText(days) !== text.replace(/^0+(?=\d{4})/, '')) throw new Misfit('it is no date')
  return days
}

const time: BinaryCodec = {
  textAt: undefined,
  read: (field, start) => clockText(Number(field.readBigInt64BE(start))),
  write(text, out) {
    out.reserve(8)
    out.bytes.writeBigInt64BE(BigInt(microsOfClock(text)), out.at)
    out.at += 8
  },
}

function clockText(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000)
  const fraction = micros - seconds * 1_000_000
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
}

const clockPattern = /^(\d\d):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?$/

function microsOfClock(text: string): number {
  const found = clockPattern.exec(text)
  const seconds = (Number(found?.[1]) * 60 + Number(found?.[2])) * 60 + Number(found?.[3])
  const micros = seconds * 1_000_000 + Number((found?.[4] ?? '').padEnd(6, '0'))
  if (found === null || micros > microsPerDay) throw new Misfit('it is no time of a day')
  return micros
}

const [after, before] = [2n ** 63n - 1n, -(2n ** 63n)]
const aDay = BigInt(microsPerDay)

/** @param zone Z of instants, nothing where there is none */
function timestamp(zone: 'Z' | ''): BinaryCodec {
  return {
    textAt: undefined,
    read(field, start) {
      const value = field.readBigInt64BE(start)
      if (value === after) return 'infinity'
      if (value === before) return '-infinity'
      const floor = value / aDay - (value % aDay < 0n ? 1n : 0n)
      const day = dateText(Number(floor) + daysTo2000)
      const clock = clockText(Number(value - floor * aDay))
      return day.endsWith(' BC') ? `${day.slice(0, -3)}T${clock}${zone} BC` : `${day}T${clock}${zone}`
    },
    write(text, out) {
      out.reserve(8)
      out.bytes.writeBigInt64BE(instantOf(text, zone), out.at)
      out.at += 8
    },
  }
}

function instantOf(text: string, zone: 'Z' | ''): bigint {
  if (text === 'infinity') return after
  if (text === '-infinity') return before
  const found = /^([\d-]+)[T ]([\d:.]+)(Z?)( BC)?$/.exec(text)
  if (found === null || found[3] !== zone) throw new Misfit('it is no such moment')
  const days = daysOfText(`${found[1]}${found[4] ?? ''}`) - daysTo2000
  return BigInt(days) * aDay + BigInt(microsOfClock(found[2] ?? ''))
}

const uuid: BinaryCodec = {
  textAt: undefined,
  read(field, start) {
    const hex = field.toString('hex', start, start + 16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  },
  write(text, out) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new Misfit('it is no UUID')
    out.reserve(16)
    out.at += out.bytes.write(text.replaceAll('-', ''), out.at, 'hex')
  },
}

const bytea: BinaryCodec = {
  textAt: undefined,
  read: (field, start, end) => `\\x${field.toString('hex', start, end)}`,
  write(text, out) {
    if (!/^\\x(?:[0-9a-f]{2})*$/i.test(text)) throw new Misfit('it is not written as bytes are')
    out.reserve(text.length / 2)
    out.at += out.bytes.write(text.slice(2), out.at, 'hex')
  },
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
