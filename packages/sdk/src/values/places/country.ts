/** A real city, with what must agree with it. */
export interface City {
  readonly name: string
  /** Its name in Latin letters, where its own is written in others. */
  readonly latin: string
  readonly state: string
  readonly latinState: string
  readonly stateCode: string
  /** # is a digit, ? a letter. */
  readonly postcode: string
  readonly latitude: number
  readonly longitude: number
  readonly timeZone: string
  /** Area code of its landlines, where telephone numbers of the country are given by it. */
  readonly area: string
}

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string
  readonly name: string
  /** ISO 4217. */
  readonly currency: string
  readonly language: string
  /** Whose street names are used. */
  readonly locale: string
  /** True where street names in its own script stand beside Latin letters. */
  readonly latin: boolean
  /** Country calling code, without +. */
  readonly dial: string
  /** Put before a national number that is dialled inside of the country. */
  readonly trunk: string
  /** National numbers that subscribers have: # is a digit, A the city's area code, a space a group. */
  readonly phones: readonly string[]
  /** National numbers that the regulator keeps free for films, books and tests. */
  readonly fictional: readonly string[]
  /** Any postcode of the country. */
  readonly postcode: string
  /** First line of an address: {number} and {street}. */
  readonly line: string
  /** Last line of an address: {city}, {state}, {code} and {postcode}. */
  readonly lastLine: string
  /** How often it is chosen beside others of its language. */
  readonly weight: number
  readonly cities: readonly City[]
}

/** name, state, its code, postcode, latitude, longitude, then what differs from the country's usual: */
export type CityLine = readonly [
  name: string,
  state: string,
  stateCode: string,
  postcode: string,
  latitude: number,
  longitude: number,
  other?: { readonly zone?: string; readonly area?: string; readonly latin?: string; readonly latinState?: string },
]

type Usual = 'latin' | 'trunk' | 'fictional' | 'line' | 'lastLine' | 'weight'
export interface CountryLine extends Omit<Country, 'cities' | Usual>, Partial<Pick<Country, Usual>> {
  readonly zone: string
  readonly cities: readonly CityLine[]
}

export function country(line: CountryLine): Country {
  return {
    latin: true,
    trunk: '0',
    fictional: [],
    line: '{street} {number}',
    lastLine: '{postcode} {city}',
    weight: 1,
    ...line,
    cities: line.cities.map(([name, state, stateCode, postcode, latitude, longitude, other]) => ({
      name,
      latin: other?.latin ?? name,
      state,
      latinState: other?.latinState ?? state,
      stateCode,
      postcode,
      latitude,
      longitude,
      timeZone: other?.zone ?? line.zone,
      area: other?.area ?? '',
    })),
  }
}
