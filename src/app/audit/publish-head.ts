import type { Log } from '../../log.js'
import type { AuditHeads } from '../../state/store.js'
import type { OpenAudit } from './open-audit.js'

export interface PublishHeadOptions {
  readonly audit: Pick<OpenAudit, 'head'>
  readonly heads: Pick<AuditHeads, 'put'>
  readonly replica: string
  readonly log: Pick<Log, 'warn'>
  /** Milliseconds between two heads; a minute. */
  readonly everyMs?: number
}

/** Copies the end of this process's audit chain to the state. */
export interface HeadPublisher {
  /** Copies it now, if it has grown. Never throws. */
  publish(): Promise<void>
  /** Copies it for the last time; to be called when the trail is closed, before the state is. */
  close(): Promise<void>
}

/**
 * Copies the end of the chain to the state every minute, where `jhe-mcp audit verify --state` finds
 * it, so that a trail that is lost with its machine leaves a trace.
 */
export function publishHead(options: PublishHeadOptions): HeadPublisher {
  const { audit, heads, replica, log, everyMs = 60_000 } = options
  let copied = 0
  let isFailing = false

  const publish = async (): Promise<void> => {
    const head = audit.head()
    if (head === undefined || head.seq === copied) return
    try {
      await heads.put({ replica, ...head })
      copied = head.seq
      isFailing = false
    } catch {
      if (!isFailing)
        log.warn('The end of the audit trail could not be copied to the state; it is tried again.')
      isFailing = true
    }
  }

  const timer = setInterval(() => void publish(), everyMs).unref()
  return {
    publish,
    close: async () => {
      clearInterval(timer)
      await publish()
    },
  }
}
