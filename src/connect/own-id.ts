import { randomUUID } from 'node:crypto'

/** An id for a request of our own, to the server or to the host, that no other party uses. */
export const ownId = (): string => `jhe-mcp-${randomUUID()}`
