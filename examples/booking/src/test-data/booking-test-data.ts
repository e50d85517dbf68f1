import { ProductionTestDataManager } from '@understudy/sdk'
import type { InputOf, RecordOf, ResultOf } from '@understudy/sdk/production'
import type { TestEntitiesOfBooking } from './entities.ts'
import type { TestScenariosOfBooking } from './scenarios.ts'

type Entities = TestEntitiesOfBooking
type Scenarios = TestScenariosOfBooking

export type TestBuilder = RecordOf<Entities['builders']>
export type TestSessionType = RecordOf<Entities['session-types']>
export type TestClient = RecordOf<Entities['clients']>
export type BookingScenario = ResultOf<Scenarios['booking-scenarios']>

export type BookingManager = ProductionTestDataManager<Entities, Scenarios>

/** What creates: a manager, or the context of one test. */
export type BookingCreator = Pick<BookingManager, 'create' | 'createMany' | 'createScenario'>

/** Test data of the booking domain in its own words, with what is usual filled in. */
export class BookingTestData {
  readonly #creator: BookingCreator
  readonly #testId: string
  #people = 0

  constructor(creator: BookingCreator, testId: string) {
    this.#creator = creator
    this.#testId = testId
  }

  createTestBuilder(options: Partial<InputOf<Entities['builders']>> = {}): Promise<TestBuilder> {
    return this.#creator.create('builders', {
      expertise: ['React', 'Node.js'],
      hourlyRate: 85,
      availability: true,
      ...this.#person('Test Builder', 'builder'),
      ...options,
    })
  }

  createSessionTypes(
    builderId: string,
    options: readonly Omit<InputOf<Entities['session-types']>, 'builderId'>[] = usualSessionTypes,
  ): Promise<TestSessionType[]> {
    const types = options.length === 0 ? usualSessionTypes : options
    return this.#creator.createMany(
      'session-types',
      types.map((type) => ({ ...type, builderId })),
    )
  }

  createTestClient(options: Partial<InputOf<Entities['clients']>> = {}): Promise<TestClient> {
    return this.#creator.create('clients', { ...this.#person('Test Client', 'client'), ...options })
  }

  createBookingScenario(options: InputOf<Scenarios['booking-scenarios']> = {}): Promise<BookingScenario> {
    return this.#creator.createScenario('booking-scenarios', {
      status: 'PENDING',
      paymentStatus: 'PENDING',
      ...options,
    })
  }

  /** The same names for the same calls, and addresses that no other test has. */
  #person(name: string, role: string): { name: string; email: string } {
    const number = ++this.#people
    return { name: `${name} ${number}`, email: `${this.#testId}_${role}_${number}@example.com` }
  }
}

const usualSessionTypes = [
  { name: 'Initial Consultation', duration: 60, price: 75, calendlyUrl: 'https://calendly.com/test/60min' },
]

export function bookingManager(
  ...options: ConstructorParameters<typeof ProductionTestDataManager<Entities, Scenarios>>
): BookingManager {
  return new ProductionTestDataManager<Entities, Scenarios>(...options)
}
