/**
 * What zod says of a value that does not fit has an accessor of its own, for which V8 makes a shape
 * of its own that stays, with the value, until all garbage is collected: a session that checks each
 * message three times grows by kilobytes a call. Here all of them share one accessor.
 */
const parseModule = /zod[\\/]v4[\\/]core[\\/]parse\.js$/
const failure = /\nfunction failure\(Err, issues, ctx\) \{\n[\s\S]*?\n\}\n/

const sharedFailure = `
class Failure {
    success = false;
    #error;
    #told;
    constructor(told) {
        this.#told = told;
    }
    get error() {
        if (this.#told) {
            const { Err, issues, ctx } = this.#told;
            this.error = new Err(issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())));
        }
        return this.#error;
    }
    set error(error) {
        this.#error = error;
        this.#told = undefined;
    }
}
const failure = (Err, issues, ctx) => new Failure({ Err, issues, ctx });
`

export const zodFailures = {
  name: 'zod-failures',
  transform: (code, id) => {
    if (!parseModule.test(id)) return null
    if (!failure.test(code))
      throw new Error('What zod fails with is not where .ci/zod-failures.js looks for it.')
    return code.replace(failure, sharedFailure)
  },
}
