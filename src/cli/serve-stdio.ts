import { setTimeout as delay } from 'node:timers/promises'

import { serve } from '../mcp/stdio.js'
import type { OpenApp } from '../app/opened-app.js'
import type { CommandContext } from '../app/runtime.js'
import { hostGone } from './host-gone.js'

/** Milliseconds that the process may take to close everything after the host is gone. */
const closingLimit = 1_400
/** The part of it for the last lines of the audit trail. */
const auditLimit = 900

/** `jhe-mcp`: serves MCP on stdio until the host closes stdin. */
export async function serveCommand(
  { runtime, log }: CommandContext,
  opened: OpenApp,
): Promise<number> {
  const server = serve({ ...opened, log }, runtime.stdin)
  await hostGone(runtime)
  try {
    const closed = server.close().then(async () => {
      await opened.close(auditLimit)
    })
    await Promise.race([closed, delay(closingLimit, undefined, { ref: false })])
  } catch (thrown) {
    log.failure(thrown)
  }
  return 0
}
