/** The key of the person's answer to a form, among the responses of a request: of the study. */
export const needsKey = 'needs_input'

const prefix = `${needsKey}.`

/** The key for an argument of a call; the study has the plain one, whether of the call or the session. */
export const needsKeyOf = (argument: string): string =>
  ['study', 'study_id'].includes(argument) ? needsKey : prefix + argument

/** Whether a key is that of an answer to a form. */
export const isNeedsKey = (key: string): boolean => key === needsKey || key.startsWith(prefix)

/** The argument that an answer is for. */
export const argumentOfKey = (key: string): string =>
  key === needsKey ? 'study_id' : key.slice(prefix.length)
