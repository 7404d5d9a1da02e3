import fc from 'fast-check'

/**
 * Ends a property before the time limit of its test (60 s), which would end it without a word of
 * what failed: a failure is then reported with its seed, path and the smallest counterexample so
 * far. Shrinking one that asks a database takes longer than the test may.
 */
fc.configureGlobal({ interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true })
