/** What every example below is: the data access of a small shop, written as people write it with that driver. */
export interface Shop {
  /** Answers the customer's id. */
  register(email: string): Promise<number>
  /** All items or none: an item below zero cents is refused by the database. */
  order(customer: number, cents: readonly number[]): Promise<void>
  /** In cents. */
  spent(customer: number): Promise<number>
  customers(): Promise<number>
}
