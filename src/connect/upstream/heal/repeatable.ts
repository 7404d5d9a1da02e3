import { isAnswer, methodOf, paramsOf, type Message } from '../message.js'

/** Requests that only read, or that do the same when they are done twice. */
const harmless: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'ping',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'completion/complete',
  'logging/setLevel',
  'subscriptions/listen',
  'tasks/get',
  'tasks/list',
  'tasks/result',
])

/**
 * Whether a message may be sent again though the server may have acted on it. Answers may not: the
 * server would be answered twice.
 * @param isRepeatable what is known of the tool that is called
 */
export function mayRepeat(message: Message, isRepeatable: (call: Message) => boolean): boolean {
  const method = methodOf(message)
  if (method === undefined) return !isAnswer(message)
  if (method === 'tools/call')
    return paramsOf(message)['task'] === undefined && isRepeatable(message)
  return harmless.has(method) || method.startsWith('notifications/')
}
