import type { Connection } from '../../src/db/connection.js'

/** One statement as it was sent. */
export interface Sent {
  readonly text: string
  readonly values: readonly unknown[]
}

/** What a connection sends, kept as it goes by. */
export const recording = (connection: Connection, sent: Sent[]): Connection => ({
  query: async (text, values, signal) => {
    sent.push({ text, values })
    return await connection.query(text, values, signal)
  },
  close: async () => {
    await connection.close()
  },
})
