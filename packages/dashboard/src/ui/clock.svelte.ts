/** The time as it goes on, for what tells how long ago something was: a step every ten seconds, for all of a page. */
class Clock {
  now = $state.raw(new Date())

  constructor() {
    setInterval(() => (this.now = new Date()), 10_000)
  }
}

export const clock = new Clock()
