import type { DataClass } from './data-class.js'

/** A call as the page shows it while it runs. */
export interface ShownCall {
  readonly id: string
  /** The tool as its server knows it. */
  readonly tool: string
  readonly server: string
  /** What the person calls the server. */
  readonly where: string
  readonly args: Readonly<Record<string, unknown>>
  /** What its answer may hold; `other` for a server that is none of ours. */
  readonly holds: DataClass | 'other'
}

/** How the answer to a question ended. */
export type ChatEnd = 'done' | 'length' | 'refused' | 'stopped' | 'too many calls' | 'failed'

/** What a page hears of a chat, line by line. */
export type ChatLine =
  | { readonly chat: string }
  | { readonly text: string }
  | { readonly call: ShownCall }
  /** The call waits for the person. */
  | { readonly ask: { readonly call: string; readonly why: string } }
  /** The answer of the server, whole, for the picture; it stays in the browser. */
  | {
      readonly answer: { readonly call: string; readonly result: Readonly<Record<string, unknown>> }
    }
  | { readonly declined: { readonly call: string; readonly why: string } }
  | { readonly note: string }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } }
  | { readonly end: ChatEnd }
