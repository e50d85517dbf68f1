import { Buffer } from 'node:buffer'
import { memoryPlaces as at, cellsModule, room, where } from './cells-module.ts'
import { WasmModule } from './web-assembly.ts'

/** The module of cells-module.ts: a block of CSV, and where its cells are, in its memory. */
export interface CellsInstance {
  readonly bytes: Buffer
  readonly starts: Int32Array<ArrayBuffer>
  readonly ends: Int32Array<ArrayBuffer>
  readonly nullable: Uint8Array<ArrayBuffer>
  /** Numbers that functions leave, at the places of `where`, in fours of bytes. */
  readonly where: Int32Array<ArrayBuffer>
  /** Of each row, what `match`, `hash`, and the functions that read a type left. */
  readonly marks: Uint8Array<ArrayBuffer>
  readonly low: Int32Array<ArrayBuffer>
  readonly high: Int32Array<ArrayBuffer>
  readonly doubles: Float64Array<ArrayBuffer>
  /** The machine that `match` runs. */
  readonly table: Int32Array<ArrayBuffer>
  readonly verdicts: Uint8Array<ArrayBuffer>
  readonly functions: CellsFunctions
}

interface CellsFunctions {
  /** As scan.ts beside the module's script says. */
  scan(at: number, size: number, delimiter: number, width: number, cell: number): number
  match: ColumnFunction
  hash: ColumnFunction
  decimal: ColumnFunction
  date: ColumnFunction
  timestamp: ColumnFunction
}

/** Goes through the cells `first`, `first + stride` and so on. */
type ColumnFunction = (first: number, stride: number, length: number) => number

const compiled = new WasmModule<CellsFunctions>(cellsModule)
const idle: CellsInstance[] = []
/** A few readers at once go on with what others have made. */
const mostIdle = 2

/** For the caller alone until it is given back; undefined where there is no WebAssembly. */
export function takeCellsInstance(): CellsInstance | undefined {
  return idle.pop() ?? newInstance()
}

export function giveBack(instance: CellsInstance | undefined): void {
  if (instance !== undefined && idle.length < mostIdle) idle.push(instance)
}

function newInstance(): CellsInstance | undefined {
  const instance = compiled.instance()
  if (instance === undefined) return undefined
  const { memory, functions } = instance
  return {
    bytes: Buffer.from(memory, at.block, room.block + 1),
    starts: new Int32Array(memory, at.starts, room.cells),
    ends: new Int32Array(memory, at.ends, room.cells),
    nullable: new Uint8Array(memory, at.nullable, room.columns),
    where: new Int32Array(memory, at.where, 2 + (where.lines >> 2)),
    marks: new Uint8Array(memory, at.marks, room.cells),
    low: new Int32Array(memory, at.low, room.cells),
    high: new Int32Array(memory, at.high, room.cells),
    doubles: new Float64Array(memory, at.doubles, room.cells),
    table: new Int32Array(memory, at.table, 256 * room.states),
    verdicts: new Uint8Array(memory, at.verdicts, room.states),
    functions,
  }
}
