import { envelopeVersionOf, methodOf, type Message, type MessageId } from '../message.js'
import type { Receive, SendOptions } from '../upstream.js'
import type { Attempt } from '../wire/attempts.js'
import { linkTo, type Link } from '../wire/link.js'
import { refusalOf } from '../wire/refusal.js'
import { takeAnswer } from './take-answer.js'
import { beginSession, noteVersion, post, type Way } from './way.js'

interface Sent {
  readonly attempt: Attempt
  readonly signal: AbortSignal
}

const isHello = (message: Message): boolean => methodOf(message) === 'initialize'

const takeRefusal = async (way: Way, response: Response, message: Message, sent: Sent) => {
  const { attempt, signal } = sent
  const isModern = envelopeVersionOf(message) !== undefined
  const hadSession = !isModern && way.session.id !== undefined && !isHello(message)
  const [error] = await refusalOf(way.context, response, { hadSession, id: attempt.id, signal })
  // some servers give such errors an id of their own
  if (error !== undefined) await way.attempts.take({ ...error, id: attempt.id }, attempt)
}

const answerTo = async (
  way: Way,
  message: Message,
  options: SendOptions,
  sent: Sent,
): Promise<void> => {
  const response = await post(way, message, options, sent.signal)
  if (!response.ok) {
    await takeRefusal(way, response, message, sent)
    return
  }
  if (isHello(message)) beginSession(way, response)
  const { context, attempts, standalone } = way
  await takeAnswer(response, {
    ...sent,
    context,
    attempts,
    session: envelopeVersionOf(message) === undefined ? way.session : undefined,
    hasOtherStream: () => standalone.isOpen(),
  })
}

const onAnswerTo = (way: Way, message: Message, options: SendOptions): Receive => {
  const receive = options.onAnswer ?? way.context.receive
  if (!isHello(message)) return receive
  return (answer) => {
    noteVersion(way, answer)
    return receive(answer)
  }
}

/** The rest of a stream after its answer may hold messages, but not for long. */
const drain = (rest: Promise<void>, link: Link, limitMs: number): void => {
  const timer = setTimeout(() => {
    link.abort()
  }, limitMs)
  timer.unref()
  void rest
    .catch(() => undefined)
    .finally(() => {
      clearTimeout(timer)
      link.release()
    })
}

/** Sends a request; resolves when its answer has been taken. @throws as `Transport.send` */
export async function sendRequest(
  way: Way,
  message: Message,
  id: MessageId,
  options: SendOptions,
): Promise<void> {
  const attempt = way.attempts.begin(id, onAnswerTo(way, message, options))
  const link = linkTo([options.signal, way.closing])
  const answering = answerTo(way, message, options, { attempt, signal: link.signal })
  try {
    await Promise.race([attempt.answered, answering])
    drain(answering, link, way.context.limits.drainMs)
  } catch (thrown) {
    link.abort(thrown)
    link.release()
    throw thrown
  } finally {
    attempt.abandon()
  }
}
