/** What is said of one row. Unfit is a value of a type of which the rule could never be true or false, such as a boolean beside a number. */
export const PASS = 0
export const FAIL = 1
export const NULL = 2
export const UNFIT = 3
