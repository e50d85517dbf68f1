import { type History, same, t1, t2, t3, valueAt } from '../history.ts'

const ofT1 = [
  [1, 11],
  [2, 21],
] as const
const ofT2 = [
  [1, 12],
  [2, 22],
] as const

/** Which transaction left a value, counted in the order of the values of its row; the first is the one before all. */
const writersOfRow1 = [10, 11, 12]
const writersOfRow2 = [20, 19, 18]

/** What transactions must not do with what nobody has committed. */
export const dirtyHistories: readonly History[] = [
  {
    name: 'G0',
    anomaly: 'dirty write',
    meaning: 'Of two transactions that write both rows, one writes over what the other has not committed',
    steps: [
      t1.write(1, 11),
      t2.write(1, 12),
      t1.write(2, 21),
      t1.read('true', 'by T1'),
      t1.commit,
      t2.write(2, 22),
      t2.commit,
    ],
    occurred: ({ rows, committed, final }) =>
      committed('T1', 'T2') && [rows('by T1'), final].some((cells) => !same(cells, ofT1) && !same(cells, ofT2)),
  },
  {
    name: 'G1a',
    anomaly: 'aborted read',
    meaning: 'A transaction reads what is rolled back',
    steps: [t1.write(1, 101), t2.read('true', 'before'), t1.abort, t2.read('true', 'after'), t2.commit],
    occurred: ({ rows, committed }) =>
      committed('T2') && (valueAt(rows('before'), 1) === 101 || valueAt(rows('after'), 1) === 101),
  },
  {
    name: 'G1b',
    anomaly: 'intermediate read',
    meaning: 'A transaction reads a value that its writer itself writes over',
    steps: [
      t1.write(1, 101),
      t2.read('true', 'before'),
      t1.write(1, 11),
      t1.commit,
      t2.read('true', 'after'),
      t2.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T2') && (valueAt(rows('before'), 1) === 101 || valueAt(rows('after'), 1) === 101),
  },
  {
    name: 'G1c',
    anomaly: 'circular information flow',
    meaning: 'Two transactions read what each other wrote',
    steps: [
      t1.write(1, 11),
      t2.write(2, 22),
      t1.read('id = 2', 'of T2'),
      t2.read('id = 1', 'of T1'),
      t1.commit,
      t2.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2') && valueAt(rows('of T2'), 2) === 22 && valueAt(rows('of T1'), 1) === 11,
  },
  {
    name: 'OTV',
    anomaly: 'observed transaction vanishes',
    meaning: 'A transaction sees something of another, and then misses the rest of it',
    steps: [
      t1.write(1, 11),
      t1.write(2, 19),
      t2.write(1, 12),
      t1.commit,
      t3.read('true', 'both'),
      t2.write(2, 18),
      t3.read('id = 2', 'row 2'),
      t2.commit,
      t3.read('id = 2', 'row 2 again'),
      t3.read('id = 1', 'row 1 again'),
      t3.commit,
    ],
    occurred: ({ rows, committed }) => {
      const writers = [
        writersOfRow1.indexOf(valueAt(rows('both'), 1) ?? 0),
        writersOfRow2.indexOf(valueAt(rows('both'), 2) ?? 0),
        writersOfRow2.indexOf(valueAt(rows('row 2'), 2) ?? 0),
        writersOfRow2.indexOf(valueAt(rows('row 2 again'), 2) ?? 0),
        writersOfRow1.indexOf(valueAt(rows('row 1 again'), 1) ?? 0),
      ]
      return committed('T3') && writers.some((writer, at) => writer < (writers[at - 1] ?? 0))
    },
  },
]
