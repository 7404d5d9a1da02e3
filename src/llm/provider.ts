/** A tool as a model is told of it. */
export interface ModelTool {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>
}

/** A call that a model asks for. */
export interface ModelCall {
  readonly id: string
  readonly name: string
  /** The arguments as the model wrote them; undefined where that is no JSON object. */
  readonly args: Readonly<Record<string, unknown>> | undefined
}

/** What a tool answered to a call. */
export interface CallAnswer {
  readonly id: string
  readonly text: string
  readonly isError: boolean
}

/** One step of a conversation. */
export type Turn =
  | { readonly role: 'person'; readonly text: string }
  | { readonly role: 'model'; readonly text: string; readonly calls: readonly ModelCall[] }
  | { readonly role: 'tools'; readonly answers: readonly CallAnswer[] }

/** What a model is asked. */
export interface ModelQuestion {
  readonly system: string
  readonly turns: readonly Turn[]
  readonly tools: readonly ModelTool[]
}

/** What comes from a model, as it comes; its calls when they are whole. */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly call: ModelCall }
  /** `length`: the model had more to say than it may at once. */
  | { readonly kind: 'end'; readonly reason: 'done' | 'calls' | 'length' | 'refused' }

/** A request over HTTP whose answer is read as it comes. */
export type ModelFetch = (
  url: string,
  init: {
    readonly method: 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<Response>

/** How a model is reached. */
export interface ProviderSettings {
  readonly kind: 'anthropic' | 'openai'
  /** Without a trailing slash, like `https://api.anthropic.com` or `http://localhost:11434/v1`. */
  readonly baseUrl: string
  readonly model: string
  /** Undefined for one that needs none. */
  readonly key: string | undefined
}

/** A model that is asked with a conversation and a list of tools. */
export interface Provider {
  /**
   * @throws JheError with a constant sentence: CONFIG_INVALID for a key or a model that is refused,
   * RATE_LIMITED, SERVER_UNREACHABLE, SERVER_FAILED for a stream that breaks; the reason of the signal
   */
  ask(question: ModelQuestion, signal: AbortSignal): AsyncIterable<ModelEvent>
}
