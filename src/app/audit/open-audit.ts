import type { Link } from '../../audit/chain.js'
import type { Audit, AuditEntry } from '../../audit/event.js'
import { JheError } from '../../errors.js'
import type { Trail } from '../../audit/trail.js'
import { once } from '../../once.js'
import type { CommandContext } from '../runtime.js'

/** The audit trail of a command, opened by the first line. */
export interface OpenAudit {
  record(entry: AuditEntry): void
  /** Registers a running call. @returns a function that removes it again */
  begin(cutOff: () => void): () => void
  /** Ends every running call with an audit line of its own. */
  cutOff(): void
  /**
   * Writes the remaining lines; reports on stderr how many could not be written.
   * @param withinMs most milliseconds that this may take
   */
  close(withinMs?: number): Promise<void>
  /** The end of the chain as this process last wrote it; undefined before its first line. */
  head(): Link | undefined
}

/** What only a process has that serves many people. */
export interface ServedAudit {
  /** Its name among the replicas, for every line. */
  readonly replica: string
}

/** Milliseconds that a command waits for its last lines, normally and after a signal. */
const patientMs = 30_000
const hurriedMs = 900

/** No trail: the demo's people are invented. */
export const noAudit: OpenAudit = {
  record: () => undefined,
  begin: () => () => undefined,
  cutOff: () => undefined,
  close: async () => {
    await Promise.resolve()
  },
  head: () => undefined,
}

/** `JHE_AUDIT_LOG` for lines on stdout. */
const toStdout = '-'

/** The error of `JHE_AUDIT_LOG=-` where stdout is not free for it; undefined for a file. */
export const auditProblem = ({ auditLog }: CommandContext['config']): JheError | undefined =>
  auditLog === toStdout
    ? new JheError(
        'CONFIG_INVALID',
        'JHE_AUDIT_LOG=- writes the audit trail to stdout, which only `jhe-mcp serve` leaves free for it.',
        'Set JHE_AUDIT_LOG to a file.',
      )
    : undefined

/** A time limit that gets shorter when the process is told to end. */
const limitOf = (withinMs: number, interrupted: AbortSignal) => {
  const over = new AbortController()
  const end = (): void => {
    over.abort()
  }
  const timers = [setTimeout(end, withinMs)]
  const hurry = (): void => {
    timers.push(setTimeout(end, hurriedMs))
  }
  if (interrupted.aborted) hurry()
  else interrupted.addEventListener('abort', hurry, { once: true })
  const stop = (): void => {
    interrupted.removeEventListener('abort', hurry)
    for (const timer of timers) clearTimeout(timer)
  }
  return { signal: over.signal, stop }
}

/** Opens the trail of a command: a file, or stdout for a process that serves. */
const openerOf =
  ({ config, runtime, log }: CommandContext) =>
  async (): Promise<Trail> => {
    const { machine, now, stdout } = runtime
    if (config.auditLog === toStdout) {
      const { openStreamTrail } = await import('../../audit/stream-trail.js')
      return openStreamTrail((line) => {
        stdout.write(line)
      })
    }
    const { openTrail } = await import('../../audit/trail.js')
    const warn = (sentence: string): void => {
      log.warn(sentence)
    }
    return openTrail({ path: config.auditLog, machine, now, warn })
  }

/**
 * The trail at `JHE_AUDIT_LOG`.
 * @param served for a process that serves many people
 * @throws JheError CONFIG_INVALID for `-` in any other process
 */
export function openAudit(command: CommandContext, served?: ServedAudit): OpenAudit {
  const { config, runtime, log } = command
  const problem = served === undefined ? auditProblem(config) : undefined
  if (problem !== undefined) throw problem
  const { machine, version } = runtime
  const agent = { version, pid: machine.pid, host: machine.hostname }
  const trail = once(openerOf(command))
  const recordLater = async (event: Parameters<Audit['record']>[0]): Promise<void> => {
    const opened = await trail.get()
    opened.record(event)
  }
  const pending = new Set<Promise<void>>()
  const underWay = new Set<() => void>()
  return {
    begin: (cutOff) => {
      underWay.add(cutOff)
      return () => void underWay.delete(cutOff)
    },
    cutOff: () => {
      for (const cutOff of underWay) cutOff()
      underWay.clear()
    },
    record: (entry) => {
      const event = { ...entry, agent, ...served }
      const opened = trail.opened()
      if (opened !== undefined) {
        opened.record(event)
        return
      }
      const work = recordLater(event).catch((thrown: unknown) => {
        log.failure(thrown)
      })
      pending.add(work)
      void work.finally(() => pending.delete(work))
    },
    close: async (withinMs = patientMs) => {
      await Promise.all(pending)
      const limit = limitOf(withinMs, runtime.interrupted)
      const lost = (await (await trail.ifOpen())?.flush(limit.signal)) ?? 0
      limit.stop()
      // an error, so that every log level shows it
      if (lost > 0)
        log.error('Lines of the audit trail could not be written and are lost.', { lost })
    },
    head: () => trail.opened()?.head(),
  }
}
