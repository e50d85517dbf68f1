const place = 'understudy-wanted'

/** Where somebody wants to be who goes to the identity provider to sign in: in this tab alone, until they are back. */
export function keepWantedPlace(wanted: string): void {
  sessionStorage.setItem(place, wanted)
}

/** Good once. */
export function takeWantedPlace(): string | undefined {
  const wanted = sessionStorage.getItem(place) ?? undefined
  sessionStorage.removeItem(place)
  return wanted
}
