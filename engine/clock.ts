// Time comes in as an argument, so that a test can turn it.

/** ms since 1970. */
export type Now = () => number
