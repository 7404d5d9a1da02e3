/** A JSON-RPC message as it came; what is not looked at is passed on unchanged. */
export type Message = Readonly<Record<string, unknown>>

export type MessageId = string | number
