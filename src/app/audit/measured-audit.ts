import type { App } from '../../calls/app.js'
import type { Metrics } from '../../metrics.js'

/** The same audit, which also measures the calls of tools. */
export function measuredAudit<Audit extends App['audit']>(
  audit: Audit,
  metrics: Pick<Metrics, 'tool'>,
): Audit {
  return {
    ...audit,
    record: (entry) => {
      if (entry.event === 'tool' && entry.name !== null)
        metrics.tool(entry.name, entry.code, entry.ms / 1000)
      audit.record(entry)
    },
  }
}
