export interface Section {
  /** Also the name of its script: scripts/full/<name>.ts. */
  readonly name: string
  /** The promise that it proves. */
  readonly about: string
  /** How long it takes on two cores, about. */
  readonly minutes: number
}

/**
 * The proofs that are too long for `npm test`, which holds a small version of each. A section is a script that runs on
 * its own (`UNDERSTUDY_TESTS=full node scripts/full/<name>.ts`), says what it finds, and exits with 0 when its promise holds. It works on the
 * built packages, cleans up after itself, and takes up where it was stopped if it runs for longer than ten minutes.
 */
export const sections: readonly Section[] = [
  {
    name: 'packed',
    about: 'the packed SDK installs into an empty project and makes the same rows on Node 20, 22 and 24',
    minutes: 2,
  },
  {
    name: 'fill',
    about:
      'ten real databases are loaded and read whole, and filled with 1000 rows a table, twice alike, and so are 100 random schemas, with nothing violated; no kind that may be unique repeats itself in 20,000 rows',
    minutes: 5,
  },
  {
    name: 'schema',
    about:
      '266 pairs of schemas and 1000 random ones are migrated both ways and back, with rows in them, on two majors of Postgres, and 1000 random ones on SQLite',
    minutes: 26,
  },
  {
    name: 'contexts',
    about:
      'runs are killed at 100 random points, in a database and in production, and one sweep leaves nothing of each; 8 workers with 500 contexts each see nothing of each other',
    minutes: 10,
  },
  {
    name: 'cases',
    about:
      'what `npm test` tries in part holds whole: what stands above the store of the server and the adapter of each test runner on both engines, properties with all their cases, all real databases',
    minutes: 20,
  },
  {
    name: 'clone',
    about:
      'clones, promotions and rollbacks are killed at 20 random points each, and each target is the old one or the new one; real databases are cloned, and nothing personal comes through; ten million values of each of five kinds are masked without a collision; 5 GB are cloned at the pace and in the memory of 1 GB',
    minutes: 35,
  },
  {
    name: 'quality',
    about:
      'each rule catches ten seeded corruptions, 95 % and more of them alone; suggested rules keep their four promises on 1000 schemas and tables; conflicts are found just where no row meets all rules, in 3000 sets',
    minutes: 5,
  },
  {
    name: 'synthesis',
    about:
      'on three real tables: a shuffle of the columns scores 0 and another real half 1; planted training rows among 100,000 synthetic ones are named within a minute, and twenty holdouts raise no alarm; three attacks catch copies, and find next to nothing in learned rows, which are as like one half as the other half is',
    minutes: 6,
  },
  {
    name: 'testkit',
    about:
      'fourteen histories end the same a hundred times at every level, on two majors of Postgres and on both journals of SQLite; every constraint of six real databases and a hundred random schemas is tried, without a false report; every error is told as the same class; five fake indexes are named, and recall is what a count by brute force says',
    minutes: 12,
  },
  {
    name: 'server',
    about:
      'servers are killed at 100 random points under uploads, jobs, leases and keys, on SQLite, and at 34 on Postgres, and workers in the middle of jobs at 100: everything that was acknowledged is there, nothing is published by half, and the trails are whole; every kind of caller gets on each engine what it may; 5,000 requests of every kind to each engine are answered as the document says',
    minutes: 20,
  },
  {
    name: 'operations',
    about:
      'three servers on one Postgres make ten million rows, one of them killed: the bytes that one process makes, once; servers are killed at 50 random points of refreshes, clones and exports on SQLite, and at 13 on Postgres: nothing is lost, and nothing done twice; readers polling through 200 refreshes, half of which fail their gates, see no failing and no mixed version; schedules occur when an oracle says, in all zones of 21 years; 10,000 occurrences are each published once by four instances that die, with clocks that are wrong',
    minutes: 30,
  },
  {
    name: 'dashboard',
    about:
      'every screen does its main job in a browser with the store of its server in Postgres, as it does with SQLite, and can be read in dark as in light',
    minutes: 5,
  },
]
