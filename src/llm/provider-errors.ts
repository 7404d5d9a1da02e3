import { JheError } from '../errors.js'

/** The name of a host for a sentence. */
const hostOf = (url: string): string => new URL(url).host

/**
 * The error of a status. Nothing of the body is quoted: some providers repeat the question in it.
 * @param url that was asked
 */
export function statusError(url: string, status: number): JheError {
  const host = hostOf(url)
  if (status === 401 || status === 403)
    return new JheError(
      'CONFIG_INVALID',
      `${host} does not accept the key (HTTP ${status}).`,
      'Give another key on the page of the chat.',
    )
  if (status === 404)
    return new JheError(
      'CONFIG_INVALID',
      `${host} knows no such model, or is no model at all (HTTP 404).`,
      'Check the address and the name of the model on the page of the chat.',
    )
  if (status === 413 || status === 400)
    return new JheError(
      'SERVER_FAILED',
      `${host} refused the question (HTTP ${status}): it may be too long for the model, or the model may know no tools.`,
      'Begin a new chat, or choose another model.',
    )
  if (status === 429)
    return new JheError(
      'RATE_LIMITED',
      `${host} takes no more questions for now (HTTP 429): too many, or the credit is used up.`,
      'Wait a minute and ask again, or look at the account there.',
    )
  return new JheError(
    'SERVER_FAILED',
    `${host} failed (HTTP ${status}).`,
    'Ask again in a minute; nothing else is wrong.',
  )
}

export const unreachable = (url: string, cause: unknown): JheError =>
  new JheError(
    'SERVER_UNREACHABLE',
    `${hostOf(url)} cannot be reached.`,
    'Check the address and the network; a model on this computer must be running.',
    { cause },
  )

export const brokeOff = (url: string, cause?: unknown): JheError =>
  new JheError(
    'SERVER_FAILED',
    `The answer of ${hostOf(url)} broke off.`,
    'What came is shown. Ask again.',
    { cause },
  )

export const notAModel = (url: string): JheError =>
  new JheError(
    'SERVER_FAILED',
    `What ${hostOf(url)} sent is not the answer of a model.`,
    'Check the address and the kind of the provider on the page of the chat.',
  )
