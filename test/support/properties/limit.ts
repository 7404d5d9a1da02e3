import fc from 'fast-check'

/** Milliseconds; more for a search by hand, with a test that is given more time. */
const limitMs = Number(process.env['JHE_TEST_PROPERTY_MS'] ?? 120_000)

/**
 * Ends a property before the time limit of its test (150 s), which would end it without a word of
 * what failed: a failure is then reported with its seed, path and the smallest counterexample so
 * far. Shrinking one that asks a database takes longer than its test may.
 */
fc.installGlobalPlugin(fc.interruptAfterTimeLimit(limitMs, { failOnInterrupt: true }))

/**
 * What is drawn is the same in every run, so that a commit passes always or never. Other draws are
 * tried by `npm run test:seeds`, which takes the time as its seed and says it where one fails.
 */
const seed = Number(process.env['JHE_TEST_SEED'] ?? 20_261_130)

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
