import type { TestEntities, TestEntity } from '../entity.ts'
import type { ScenarioMaker } from '../scenario.ts'
import { answerOnce } from './answer-once.ts'
import { createAnswer, creationOf } from './create-records.ts'
import { type Caller, type House, tellFailure } from './house.ts'
import { type Attempt, aboutCreation, failed, type Made, makeRecord } from './make-record.ts'
import { previewOf } from './preview.ts'
import { Refused } from './refused.ts'
import { validated } from './validate-input.ts'

type Make = (type: string, entity: TestEntity, input: unknown) => Promise<Made>

/** Several records that belong together, all or none. */
export async function createScenario(house: House, caller: Caller, name: string): Promise<string> {
  const scenario = house.settings.scenarios.get(name)
  if (!scenario) throw new Error(`${name} is no scenario`)
  const { inputs, lifetime } = creationOf(house, caller)
  if (inputs.length !== 1) {
    throw new Refused(400, 'ENTITY_INVALID', {
      message: 'A scenario has exactly one input',
      details: { problems: [{ path: 'inputs', message: 'must hold exactly one' }] },
    })
  }
  const [input] = await validated(scenario.input, inputs, name)
  const run = async (attempt: Attempt, make: Make) => {
    const maker = new Maker(attempt, make)
    try {
      const result = await scenario.create(input, maker.face())
      return createAnswer(await maker.finish(), lifetime, caller, { result })
    } catch (thrown) {
      // What it did not wait for must end before it is undone.
      await maker.settle()
      if (thrown instanceof Refused) throw thrown
      tellFailure(house, caller.requestId, `create ${name}`, thrown)
      throw failed(`The application could not create ${name}`)
    }
  }
  if (caller.shadow) {
    const attempt: Attempt = { house, caller, number: 0, lifetime, begun: [] }
    return run(attempt, (type, entity, one) => previewOf(attempt, type, entity, one))
  }
  return answerOnce(house, caller, name, lifetime, (attempt) =>
    run(attempt, (type, entity, one) => makeRecord(attempt, type, entity, one)),
  )
}

/** How a scenario creates; remembers what it began, in order. */
class Maker {
  readonly #attempt: Attempt
  readonly #make: Make
  readonly #begun: Promise<Made>[] = []
  #over = false

  constructor(attempt: Attempt, make: Make) {
    this.#attempt = attempt
    this.#make = make
  }

  face(): ScenarioMaker<TestEntities> {
    const { id: _, outside: __, ...about } = aboutCreation(this.#attempt, '')
    return {
      ...about,
      create: async (type, input) => {
        if (this.#over) throw new Error('The scenario has ended; await everything that it creates')
        const making = this.#one(type, input)
        this.#begun.push(making)
        return (await making).record
      },
    }
  }

  async finish(): Promise<readonly Made[]> {
    this.#over = true
    return Promise.all(this.#begun)
  }

  async settle(): Promise<void> {
    this.#over = true
    await Promise.allSettled(this.#begun)
  }

  async #one(type: string, input: unknown): Promise<Made> {
    const entity = this.#attempt.house.settings.entities.get(type)
    if (!entity) throw new Error(`The scenario creates ${type}, which is no entity type`)
    const [output] = await validated(entity.input, [input], type)
    return this.#make(type, entity, output)
  }
}
