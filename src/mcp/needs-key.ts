/** The key of the person's answer to a form, among the responses of a request. */
export const needsKey = 'needs_input'
