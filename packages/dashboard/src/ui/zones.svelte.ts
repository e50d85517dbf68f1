/** The time zones that dates are shown in. */
class Zones {
  readonly viewer = Intl.DateTimeFormat().resolvedOptions().timeZone
  /** That of the team that is shown, where it has one. */
  team = $state<string | undefined>()
}

export const zones = new Zones()
