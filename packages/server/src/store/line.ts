/** What is said, so that each hears its own. */
export type Topic = 'events' | 'queue'

/**
 * Short words between the processes of one store, for those who listen at the moment: a shortcut past their next look,
 * never news. What is lost on the way is seen by that look.
 */
export interface Line extends AsyncDisposable {
  /** To all other processes, soon. What is the same and not sent yet is sent once. */
  say(topic: Topic, text: string): void
  /** What other processes say. Returns what takes it back. */
  onSaid(topic: Topic, heard: (text: string) => void): () => void
}
