import type { ServeConfig } from '../../serve-config.js'
import { problems, type Problem } from './sse-answers.js'
import type { SseSession } from './sse-session.js'

/** The sessions of this process. */
export interface SseSessions {
  /** Why a person cannot have another stream; undefined where they can. */
  problemFor(subject: number): Problem | undefined
  add(key: string, session: SseSession): void
  /** Forgets a session whose connection is closed, with all that belongs to it. */
  remove(key: string): void
  /** @returns undefined also while the process drains */
  find(key: string): SseSession | undefined
  size(): number
  isDraining(): boolean
  /** Ends every session once its calls are answered; returns when the last has ended. */
  drain(): Promise<void>
}

/**
 * @param limits how many streams may be open
 * @param changed is told how many are open
 */
export function createSessions(
  limits: ServeConfig['streams'],
  changed: (open: number) => void,
): SseSessions {
  const sessions = new Map<string, SseSession>()
  const ofPerson = new Map<number, number>()
  const drained: (() => void)[] = []
  let isDraining = false

  const count = (subject: number, more: 1 | -1): void => {
    const open = (ofPerson.get(subject) ?? 0) + more
    if (open === 0) ofPerson.delete(subject)
    else ofPerson.set(subject, open)
    changed(sessions.size)
  }

  return {
    problemFor: (subject) => {
      if ((ofPerson.get(subject) ?? 0) >= limits.person) return problems.ownStreams
      return sessions.size >= limits.process ? problems.allStreams : undefined
    },
    add: (key, session) => {
      sessions.set(key, session)
      count(session.subject, 1)
    },
    remove: (key) => {
      const session = sessions.get(key)
      if (session === undefined) return
      sessions.delete(key)
      count(session.subject, -1)
      session.closed()
      if (sessions.size === 0)
        drained.splice(0).forEach((done) => {
          done()
        })
    },
    find: (key) => (isDraining ? undefined : sessions.get(key)),
    size: () => sessions.size,
    isDraining: () => isDraining,
    drain: async () => {
      isDraining = true
      if (sessions.size === 0) return
      const done = new Promise<void>((resolve) => drained.push(resolve))
      sessions.forEach((session) => {
        session.drain()
      })
      await done
    },
  }
}
