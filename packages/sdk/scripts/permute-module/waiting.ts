import {
  add,
  type Code,
  call,
  either,
  get,
  I32,
  i32,
  leave,
  load32,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
} from './instructions.ts'
import { functions, memory, task, waiting } from './layout.ts'
import * as op from './opcodes.ts'

type Waiting = keyof typeof waiting

const names: readonly Waiting[] = ['longs', 'shorts', 'bothWays']
const placeOf = (name: Waiting): number => memory.waiting + 4 * names.indexOf(name)
const tasksOf = (name: Waiting): number =>
  memory.tasks + task.size * names.slice(0, names.indexOf(name)).reduce((sum, before) => sum + waiting[before], 0)
const counted = (name: Waiting): Code => load32(i32(0), placeOf(name))

/** The task of a value that does not wait. */
export const NOW = memory.tasks + task.size * names.reduce((sum, name) => sum + waiting[name], 0)

/** Where the next value's task is to stand. */
export const nextTask = (name: Waiting): Code =>
  of(op.ADD, i32(tasksOf(name)), of(op.MULTIPLY, counted(name), i32(task.size)))

/** The task that is there now waits, until there are enough of them. */
export const wait = (name: Waiting): Code => [
  ...store32(i32(0), placeOf(name), of(op.ADD, counted(name), i32(1))),
  ...when(of(op.EQUAL, counted(name), i32(waiting[name])), settled(name)),
]

const settled = (name: Waiting): Code =>
  name === 'longs'
    ? call(functions.settleLongs)
    : call(functions.settleShorts, i32(tasksOf(name)), i32(placeOf(name)), i32(name === 'shorts' ? 1 : 0))

/** Writes so many results, and none waits any more. */
const finished = (tasks: Code, at: number, counter: Code): Code => [
  ...set(at, i32(0)),
  ...loopWhile(
    of(op.LESS, get(at), load32(counter, 0)),
    call(functions.finish, of(op.ADD, tasks, of(op.MULTIPLY, get(at), i32(task.size)))),
    add(at, 1),
  ),
  ...store32(counter, 0, i32(0)),
]

const radicesOf = (place: Code): Code => of(op.ADD, place, i32(task.radices))

/** settleShorts(tasks, counter, chanceIsEnough): what waits there does not wait any longer. */
export function settleShorts(): WasmFunction {
  const [tasks, counter, chance] = [0, 1, 2] as const
  const at = 3
  return {
    parameters: 3,
    locals: [I32],
    code: [
      ...when(of(op.EQUAL, load32(get(counter), 0), i32(0)), leave()),
      ...either(
        of(op.EQUAL, load32(get(counter), 0), i32(1)),
        call(functions.short, get(tasks), radicesOf(get(tasks)), get(chance)),
        call(functions.shorts, get(tasks), get(chance)),
      ),
      ...finished(get(tasks), at, get(counter)),
    ],
  }
}

export function settleLongs(): WasmFunction {
  const at = 0
  const tasks = i32(tasksOf('longs'))
  return {
    parameters: 0,
    locals: [I32],
    code: [
      ...when(of(op.EQUAL, counted('longs'), i32(0)), leave()),
      ...either(
        of(op.EQUAL, counted('longs'), i32(1)),
        call(functions.long, tasks, radicesOf(tasks)),
        call(functions.longs, tasks),
      ),
      ...finished(tasks, at, i32(placeOf('longs'))),
    ],
  }
}

/** settle(): nothing waits any longer. */
export function settle(): WasmFunction {
  return { parameters: 0, locals: [], code: names.flatMap(settled) }
}
