import { serve } from '../transport/stdio.js'
import type { OpenServices } from './services.js'
import type { Command } from './runtime.js'

/** Longest the process may take to let go of the database after the host is gone. */
const closingLimit = 1_500

/** `jhe-mcp`: serves MCP on stdio until the host closes stdin. */
export async function serveCommand(
  { runtime, log }: Command,
  opened: OpenServices,
): Promise<number> {
  return await new Promise((resolve) => {
    const end = () => {
      const forced = setTimeout(() => {
        resolve(0)
      }, closingLimit)
      void opened
        .close()
        .catch((thrown: unknown) => {
          log.failure(thrown)
        })
        .finally(() => {
          clearTimeout(forced)
          resolve(0)
        })
    }
    const server = serve({ version: runtime.version, services: opened.services, log, onClose: end })
    runtime.interrupted.addEventListener('abort', () => void server.close().finally(end))
    runtime.stdin.once('end', end)
  })
}
